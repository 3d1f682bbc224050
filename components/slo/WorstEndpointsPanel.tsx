import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { right, Table } from "#components/ui/Table.tsx";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import type { SloPage } from "#lib/slo/pageLoaders.ts";
import { sloProvenance } from "./provenance.ts";
import classes from "./slo.module.css";
import { attainmentText } from "./words.ts";

const shown = 10;

/** Who spends the budget: the endpoints with least of their own left. */
export function WorstEndpointsPanel({ page }: { page: SloPage }) {
  const { slo } = page;
  const { availability, worstEndpoints } = slo;
  return (
    <Panel
      id="endpoints"
      title="Endpoints that spend most"
      provenance={sloProvenance(page, "each endpoint's own events")}
      actions={
        worstEndpoints.length > 0 && (
          <a
            className="figure no-print"
            href={`/api/v1/slo-endpoints.csv?sloId=${encodeURIComponent(slo.sloId)}`}
          >
            All as CSV
          </a>
        )
      }
    >
      {worstEndpoints.length === 0 ? (
        <p className={classes.note}>
          {page.definition.perEndpoint
            ? "No endpoint has anything counted yet."
            : "The objective is kept over all together; perEndpoint in linkledger.yaml keeps it for each."}
        </p>
      ) : (
        <>
          {availability && (
            <p className={classes.note}>
              {formatCount(availability.classes["99.9"])} of{" "}
              {formatCountOf(availability.known, "measured endpoint")} at 99.9 % or better;{" "}
              {formatCount(availability.classes.unknown)} not measured, which is neither up nor down.
            </p>
          )}
          <Table
            label="Worst endpoints"
            className={classes.table}
            columns={[
              "Endpoint",
              "Region",
              right("Kept", undefined, "attainment"),
              right("Bad of counted", undefined, "counted"),
            ]}
          >
            <tbody>
              {worstEndpoints.slice(0, shown).map((one) => (
                <tr key={one.vpcEndpointId}>
                  <th scope="row">
                    <StatusMark
                      status={one.state === "met" ? "ok" : one.state === "breached" ? "bad" : "unknown"}
                      label={one.state}
                    />{" "}
                    <Link className="mono" href={`/endpoints/${one.vpcEndpointId}`}>
                      {one.vpcEndpointId}
                    </Link>
                  </th>
                  <td>{one.region}</td>
                  <td data-align="right">{one.attainment === null ? "" : attainmentText(one.attainment)}</td>
                  <td data-align="right">
                    {formatCount(one.bad ?? 0)} of {formatCount(one.total ?? 0)}
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        </>
      )}
    </Panel>
  );
}
