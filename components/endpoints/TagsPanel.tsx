import { Panel } from "#components/ui/Panel.tsx";
import { formatCountOf } from "#lib/format/numbers.ts";
import classes from "./endpoint.module.css";

/** A resource's tags as they are. */
export function TagsPanel({ tags, asOf }: { tags: Record<string, string>; asOf: string | null }) {
  const entries = Object.entries(tags).toSorted(([a], [b]) => a.localeCompare(b, "en"));
  return (
    <Panel id="tags" title="Tags" provenance={{ asOf, source: formatCountOf(entries.length, "tag") }}>
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
