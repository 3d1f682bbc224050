import { Panel } from "#components/ui/Panel.tsx";
import { formatCountOf } from "#lib/format/numbers.ts";
import type { EndpointDetail } from "#lib/inventory/schema.ts";
import classes from "./endpoint.module.css";

/** The endpoint's tags as they are. */
export function TagsPanel({ endpoint }: { endpoint: EndpointDetail }) {
  const entries = Object.entries(endpoint.tags).toSorted(([a], [b]) => a.localeCompare(b, "en"));
  return (
    <Panel
      id="tags"
      title="Tags"
      provenance={{ asOf: endpoint.provenance.lastSuccess, source: formatCountOf(entries.length, "tag") }}
    >
      {entries.length === 0 ? (
        <p className={classes.text}>It has no tags.</p>
      ) : (
        <dl className={classes.facts} data-tags>
          {entries.map(([key, value]) => (
            <div key={key}>
              <dt className={`mono ${classes.wrap}`}>{key}</dt>
              <dd className={classes.tagValue}>
                {value === "" ? <span className={classes.faint}>empty</span> : value}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
