import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import { conditions, type HealthMap } from "#lib/onCall/schema.ts";
import classes from "./healthMap.module.css";
import { conditionWords } from "./marks.ts";

/** The numbers behind the map. */
export function HealthTable({ map }: { map: HealthMap }) {
  return (
    <details className={classes.behind}>
      <summary>As a table</summary>
      <ScrollRegion label="Endpoints by account, region and condition" className={classes.scroll}>
        <table className={classes.numbers}>
          <thead>
            <tr>
              <th scope="col">Account</th>
              <th scope="col">Region</th>
              {conditions.map((condition) => (
                <th key={condition} scope="col">
                  {conditionWords[condition]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {map.rows.flatMap(({ accountId, accountName, group, cells }) =>
              cells.map(({ region, counts }) => (
                <tr key={`${group ?? ""} ${accountId} ${region}`}>
                  <th scope="row">{accountName ?? accountId}</th>
                  <td>{region}</td>
                  {conditions.map((condition) => (
                    <td key={condition}>{formatCount(counts[condition])}</td>
                  ))}
                </tr>
              )),
            )}
          </tbody>
        </table>
      </ScrollRegion>
    </details>
  );
}
