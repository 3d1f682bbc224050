import { Unknown } from "#components/ui/Unknown.tsx";
import type { ExploreDimension } from "#lib/cost/explore/schema.ts";
import { formatDay, formatWeekday } from "#lib/format/time.ts";
import { noneWords } from "./words.ts";

/** A value of a dimension as people call it. */
export function PivotValue({
  dimension,
  value,
  name,
  names,
}: {
  dimension: ExploreDimension;
  value: string | null;
  name?: string | null;
  names: ReadonlyMap<string, string>;
}) {
  if (value === null) {
    const { text, reason } = noneWords[dimension];
    return <Unknown reason={reason}>{text}</Unknown>;
  }
  if (dimension === "account") return <span title={value}>{name ?? names.get(value) ?? value}</span>;
  if (dimension === "day") return <span title={value}>{formatWeekday(value) || formatDay(value)}</span>;
  if (dimension === "service") return value.replace("Amazon ", "");
  if (dimension === "serviceName") return <span title={value}>{value.replace(/^com\.amazonaws\./, "")}</span>;
  return (
    <span className={dimension === "owner" || dimension === "region" ? undefined : "mono"}>{value}</span>
  );
}
