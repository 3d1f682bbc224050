import { Folded } from "#components/ui/Folded.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { right, TableHead } from "#components/ui/Table.tsx";
import { Term } from "#components/ui/Term.tsx";
import { Time } from "#components/ui/Time.tsx";
import { formatCountOf, formatDecimal } from "#lib/format/numbers.ts";
import { formatDuration } from "#lib/format/time.ts";
import { type PolicyPreview, previewStepMs } from "#lib/slo/alertPreview.ts";
import { indicators } from "#lib/slo/indicators.ts";
import type { SloPage } from "#lib/slo/pageLoaders.ts";
import { sloProvenance } from "./provenance.ts";
import classes from "./slo.module.css";

const most = 50;

/** Which alerts either policy would have sent on what has been counted so far. */
export function PreviewPanel({ page }: { page: SloPage }) {
  const { previews, previewFrom, slo, definition } = page;
  const stepMs = previewStepMs(indicators[definition.indicator].stepSeconds * 1000);
  const until = slo.asOf ? Date.parse(slo.asOf) : 0;
  return (
    <Panel
      id="preview"
      title="Alerts on the history"
      provenance={sloProvenance(page, `judged every ${formatDuration(stepMs / 1000)} as it was known then`)}
    >
      {previews.length === 0 || previewFrom === null ? (
        <p className={classes.note}>There is no objective, or no history, to try a policy on.</p>
      ) : (
        <>
          <p className={classes.note}>
            From <Time at={new Date(previewFrom)} /> on. The <Term name="policy">policy</Term> in force is{" "}
            <b>{slo.policy}</b>; the other shows what a change would do.
          </p>
          {previews.map((preview) => (
            <Preview key={preview.policy} preview={preview} from={previewFrom} to={until} />
          ))}
          <Folded summary="As a table" label="Alerts on the history, table">
            <table className={classes.table}>
              <TableHead
                columns={["From", "Policy, rule", right("For"), right("Peak", undefined, "burnRate")]}
              />
              <tbody>
                {previews.flatMap(({ policy, firings }) =>
                  firings
                    .slice(-most)
                    .toReversed()
                    .map((one) => (
                      <tr key={`${policy} ${one.rule} ${one.from}`}>
                        <th scope="row">
                          <Time at={new Date(one.from)} />
                        </th>
                        <td>
                          {policy}: {one.level} at {one.rule}
                        </td>
                        <td data-align="right">{formatDuration((one.to - one.from) / 1000)}</td>
                        <td data-align="right">{formatDecimal(one.peak)}×</td>
                      </tr>
                    )),
                )}
              </tbody>
            </table>
          </Folded>
        </>
      )}
    </Panel>
  );
}

function Preview({ preview, from, to }: { preview: PolicyPreview; from: number; to: number }) {
  const place = (time: number) => `${((time - from) / Math.max(1, to - from)) * 100}%`;
  const { policy, pages, tickets, firingMs, firings } = preview;
  return (
    <div className={classes.preview}>
      <div>
        <b>{policy}</b>{" "}
        <span>
          {formatCountOf(pages, "page")}, {formatCountOf(tickets, "ticket")}
          {firingMs > 0 && `; firing for ${formatDuration(firingMs / 1000)}`}
        </span>
      </div>
      <div className={classes.track} aria-hidden>
        {firings.map((one) => (
          <i
            className={classes.fired}
            key={`${one.rule} ${one.from}`}
            data-level={one.level}
            style={{ left: place(one.from), width: `max(2px, calc(${place(one.to)} - ${place(one.from)}))` }}
            title={`${one.level} at ${one.rule}`}
          />
        ))}
      </div>
    </div>
  );
}
