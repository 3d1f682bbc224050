import { Panel } from "#components/ui/Panel.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { Term } from "#components/ui/Term.tsx";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatCount, formatDecimal } from "#lib/format/numbers.ts";
import { thresholdsOf } from "#lib/slo/burn.ts";
import { indicators } from "#lib/slo/indicators.ts";
import type { WindowBurn } from "#lib/slo/judge.ts";
import type { SloPage } from "#lib/slo/pageLoaders.ts";
import { sloProvenance } from "./provenance.ts";
import classes from "./slo.module.css";

interface Alert {
  level: string;
  rule: string;
  state: "firing" | "quiet" | "unknown";
  since: string;
}

const counted = (stepSeconds: number) =>
  stepSeconds >= 86_400
    ? "Counted by the day"
    : stepSeconds >= 3600
      ? "Counted by the hour"
      : `Counted every ${stepSeconds / 60} minutes`;

/** How fast the budget goes, window by window, against what the policy allows. */
export function BurnRatesPanel({ page }: { page: SloPage }) {
  const { slo } = page;
  const windows = slo.windows as unknown as WindowBurn[];
  const alerts = slo.alerts as unknown as Alert[];
  const thresholds = thresholdsOf(slo.policy);
  const { stepSeconds } = indicators[slo.indicator];
  const narrow = thresholds.some(({ windowMs }) => windowMs < stepSeconds * 1000);
  const most = Math.max(
    1,
    ...thresholds.map(({ above }) => above),
    ...windows.map(({ burnRate }) => Math.min(burnRate ?? 0, 30)),
  );
  return (
    <Panel id="burn" title="Burn rate by window" provenance={sloProvenance(page, `policy ${slo.policy}`)}>
      {windows.length === 0 ? (
        <p className={classes.note}>Nothing is promised or counted, so nothing burns.</p>
      ) : (
        <>
          <table className={classes.table}>
            <caption className="visually-hidden">Burn rates</caption>
            <thead>
              <tr>
                <th scope="col">Window</th>
                <td className={classes.meterCell} />
                <th scope="col" data-align="right">
                  <Term name="burnRate">Rate</Term>
                </th>
                <th scope="col" data-align="right">
                  Fires above
                </th>
                <th scope="col" data-align="right">
                  Bad of counted
                </th>
              </tr>
            </thead>
            <tbody>
              {windows.map(({ window, seconds, burnRate, bad, total }) => {
                const rule = thresholds
                  .filter(({ windowMs }) => windowMs === seconds * 1000)
                  .toSorted((a, b) => Number(b.long) - Number(a.long))[0];
                const above = rule && burnRate !== null && burnRate > rule.above;
                return (
                  <tr key={window}>
                    <th scope="row">{window}</th>
                    <td className={classes.meterCell}>
                      {burnRate !== null && (
                        <span
                          className={classes.meter}
                          data-status={above ? "bad" : burnRate > 1 ? "warn" : "ok"}
                        >
                          <i style={{ width: `${(Math.min(burnRate, most) / most) * 100}%` }} />
                          {rule && <b style={{ left: `${(rule.above / most) * 100}%` }} />}
                        </span>
                      )}
                    </td>
                    <td data-align="right">
                      {burnRate === null ? (
                        <Unknown
                          reason={
                            seconds < stepSeconds
                              ? `${counted(stepSeconds)}: a window of ${window} is narrower than that`
                              : "Too few events in the window"
                          }
                        >
                          –
                        </Unknown>
                      ) : (
                        `${formatDecimal(burnRate, 2)}×`
                      )}
                    </td>
                    <td data-align="right">{rule ? `${rule.above}×${rule.long ? "" : " (short)"}` : ""}</td>
                    <td data-align="right">
                      {formatCount(bad)} of {formatCount(total)}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
          {narrow && (
            <p className={classes.note}>
              {counted(stepSeconds)}: rules that look at less stay unknown, and never fire.
            </p>
          )}
          <ul className={classes.rules}>
            {alerts.map(({ rule, level, state, since }) => (
              <li key={rule}>
                <StatusMark
                  status={
                    state === "firing"
                      ? level === "page"
                        ? "bad"
                        : "warn"
                      : state === "quiet"
                        ? "ok"
                        : "unknown"
                  }
                />{" "}
                <b>{state}</b> {level} at {rule}{" "}
                <span className="quiet">
                  since <Time at={since} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
