import { attainmentText, budgetStatus, sloStateWords } from "#components/slo/words.ts";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { right, TableHead } from "#components/ui/Table.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatDecimal } from "#lib/format/numbers.ts";
import type { EndpointSlo } from "#lib/slo/endpointSloData.ts";
import classes from "./evidence.module.css";

/** The objectives that cover the endpoint, with what is left of their budgets. */
export function ObjectivesPanel({ slos }: { slos: EndpointSlo[] }) {
  if (slos.length === 0)
    return (
      <Panel id="objectives" title="Objectives">
        <p className={classes.text}>
          No objective is kept at this endpoint.{" "}
          <Link className="figure" href="/slos">
            All objectives
          </Link>
        </p>
      </Panel>
    );
  const times = slos.flatMap(({ asOf }) => asOf ?? []).map((asOf) => asOf.getTime());
  return (
    <Panel
      id="objectives"
      title="Objectives"
      provenance={{
        asOf: times.length > 0 ? new Date(Math.min(...times)) : null,
        source: "counted to the watermark",
        href: "/slos",
      }}
    >
      <ScrollRegion label="Objectives" className={classes.scroller}>
        <table className={classes.table}>
          <caption className="visually-hidden">Objectives at this endpoint</caption>
          <TableHead
            columns={[
              "Objective",
              "State",
              right("Kept", undefined, "attainment"),
              right("Budget left", undefined, "errorBudget"),
            ]}
          />
          <tbody>
            {slos.map((slo) => (
              <SloRow key={slo.sloId} slo={slo} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Panel>
  );
}

function SloRow({ slo }: { slo: EndpointSlo }) {
  const { sloId, title, objective, window, state, reason, attainment, budgetLeft } = slo;
  const { status, text } = sloStateWords[state];
  return (
    <tr>
      <th scope="row">
        <Link className="figure" href={`/slos/${encodeURIComponent(sloId)}`}>
          {title}
        </Link>
        <small>
          {objective === null ? "no objective" : `${formatDecimal(objective, 3)} %`} over {window}
        </small>
      </th>
      <td className={classes.nowrap} title={reason}>
        <StatusMark status={status} /> {text}
      </td>
      <td data-align="right">
        {attainment === null ? <Unknown reason={reason} /> : attainmentText(attainment)}
      </td>
      <td data-align="right">
        {budgetLeft === null ? (
          <Unknown reason={reason} />
        ) : (
          <>
            <StatusMark status={budgetStatus(budgetLeft)} /> {budgetText(budgetLeft)}
          </>
        )}
      </td>
    </tr>
  );
}

/** A budget spent many times over is told in times: thousands of percent say nothing. */
const budgetText = (left: number) =>
  left > -1 ? `${formatDecimal(left * 100, 1)} %` : `overspent ${formatDecimal(-left, 0)} times`;
