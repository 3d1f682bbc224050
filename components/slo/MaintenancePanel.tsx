import { Panel } from "#components/ui/Panel.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatDuration } from "#lib/format/time.ts";
import type { SloPage } from "#lib/slo/pageLoaders.ts";
import { sloProvenance } from "./provenance.ts";
import classes from "./slo.module.css";

/** What was left out of the reckoning, and why. */
export function MaintenancePanel({ page }: { page: SloPage }) {
  const { definition, slo } = page;
  return (
    <Panel id="maintenance" title="Maintenance left out" provenance={sloProvenance(page, "linkledger.yaml")}>
      {definition.maintenance.length === 0 ? (
        <p className={classes.note}>None is defined: every minute counts.</p>
      ) : (
        <>
          <ul className={classes.rules}>
            {definition.maintenance.map(({ from, to, reason }) => (
              <li key={`${from} ${to}`}>
                <Time at={from} /> to <Time at={to} />: {reason}
              </li>
            ))}
          </ul>
          <p className={classes.note}>
            {formatDuration(slo.excludedSeconds)} of the present window are left out.
          </p>
        </>
      )}
    </Panel>
  );
}
