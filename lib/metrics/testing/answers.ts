import type { AnsweredUnit } from "../answered.ts";

/** What an endpoint was answered for its bytes: minutes after `start`, from one to another, each with its value. */
export function answeredBytes(
  resourceId: string,
  { start, from, to, azId = null }: { start: number; from: number; to: number; azId?: string | null },
  bytesOf = (minute: number) => minute + 1,
): AnsweredUnit {
  const at = (minute: number) => start + minute * 60_000;
  const minutes = Array.from({ length: to - from }, (_, i) => from + i);
  const series = {
    ...{ key: [resourceId, ""], labels: [azId], columns: ["bytes_processed"] },
    buckets: new Map(minutes.map((minute) => [at(minute), [bytesOf(minute)]])),
  };
  const since = new Date(start);
  return {
    ...{ namespace: "AWS/PrivateLinkEndpoints", resourceId, grain: "endpoint" },
    ranges: [{ resolution: "1m", from: at(from), to: at(to), series: [series] }],
    to: new Date(at(to)),
    collectedFrom: { "1m": since, "5m": since, "1h": since },
    span: { first: new Date(at(from)), last: new Date(at(to - 1)) },
  };
}
