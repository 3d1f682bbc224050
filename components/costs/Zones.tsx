import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import type { ZoneRegion } from "#lib/cost/explore/zones.ts";
import { formatUsd } from "#lib/format/money.ts";
import { formatCountOf, formatShare } from "#lib/format/numbers.ts";
import classes from "./costs.module.css";

const share = (part: number | null) => (part === null ? "not measured" : formatShare(part, 1));

/** Zones as cells, by region; a cell opens its zone. */
export function Zones({
  regions,
  hrefOf,
}: {
  regions: readonly ZoneRegion[];
  hrefOf: (azId: string) => string;
}) {
  return (
    <div className={classes.regions}>
      {regions.map((region) => (
        <section key={region.region} aria-label={`Zones of ${region.region}`}>
          <header>
            <h3>{region.region}</h3>
            <b>{region.usd === null ? <Unknown reason="No price is known" /> : formatUsd(region.usd)}</b>
            <span className={classes.share}>
              <StatusMark status="idle" /> {share(region.idleShare)} of AZ-hours idle
            </span>
          </header>
          <div className={classes.cells}>
            {region.cells.map((cell) => (
              <Link
                key={cell.azId}
                href={hrefOf(cell.azId)}
                className={classes.cell}
                style={{
                  background: `color-mix(in srgb, var(--accent) ${Math.round(6 + cell.shade * 22)}%, transparent)`,
                }}
                title={`${formatCountOf(cell.endpoints, "endpoint")}, ${formatCountOf(cell.hours, "AZ-hour")}, ${formatCountOf(cell.unknownHours, "of them")} not measured`}
              >
                <span className="mono">{cell.azId}</span>
                <strong>{cell.usd === null ? "no price" : formatUsd(cell.usd)}</strong>
                <span className={classes.meter} aria-hidden>
                  <span className={classes.meterFill} style={{ width: `${(cell.idleShare ?? 0) * 100}%` }} />
                </span>
                <span className={classes.idle} data-much={(cell.idleShare ?? 0) >= 0.3 || undefined}>
                  <StatusMark status={cell.idleShare === null ? "unknown" : "idle"} /> {share(cell.idleShare)}
                </span>
              </Link>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
