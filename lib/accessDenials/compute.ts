import { askedOf } from "../logsInsights/compute.ts";
import type { AskedRange, TimeRange } from "../logsInsights/schema.ts";
import type { AccessDenial, DenialGroup, DenialSummary } from "./schema.ts";

/** CloudTrail delivers within about 15 minutes, and is asked every 15. */
const denialLagMs = 35 * 60_000;

/** Where network activity is logged: a log group, none (null), or not known yet (undefined). */
export type NetworkActivityLog = string | null | undefined;

/**
 * What an endpoint's policy denied in a span of time.
 * @param refusal why the collector's last run asked for nothing; null where it asked.
 */
export function summarizeDenials(
  denials: readonly AccessDenial[],
  asked: readonly AskedRange[],
  logGroup: NetworkActivityLog,
  range: TimeRange,
  refusal: string | null,
): DenialSummary {
  const known = askedOf(asked, range, denialLagMs);
  const groups = groupDenials(denials.filter(({ eventTime: at }) => at >= range.from && at < range.to));
  const reason = known.complete ? "" : (trailReason(logGroup) ?? refusal ?? known.reason);
  if (groups.length > 0)
    return { state: "seen", groups, askedTo: known.to, complete: known.complete, reason };
  if (known.complete && known.to) return { state: "none-seen", askedTo: known.to };
  return { state: "unknown", reason };
}

function trailReason(logGroup: NetworkActivityLog): string | undefined {
  if (logGroup === null) return "not measurable: no trail delivers network activity events to a log group";
  if (logGroup === undefined) return "it is not known yet whether a trail records network activity";
  return undefined;
}

/** Denials by principal and action, most calls first. */
export function groupDenials(denials: readonly AccessDenial[]): DenialGroup[] {
  const groups = Map.groupBy(denials, (one) => `${one.principal ?? ""} ${actionOf(one)}`);
  return [...groups.values()]
    .map((own): DenialGroup => {
      const first = own[0] as AccessDenial;
      const times = own.map(({ eventTime }) => eventTime.getTime());
      const addresses = own.flatMap(({ sourceIpAddress }) => sourceIpAddress ?? []);
      return {
        principal: first.principal,
        action: actionOf(first),
        calls: own.length,
        firstAt: new Date(Math.min(...times)),
        lastAt: new Date(Math.max(...times)),
        sourceIpAddresses: [...new Set(addresses)].toSorted(),
        errorMessage: first.errorMessage,
      };
    })
    .toSorted((a, b) => b.calls - a.calls || (a.action < b.action ? -1 : 1));
}

function actionOf({ eventSource, eventName }: AccessDenial): string {
  return `${eventSource.split(".")[0]}:${eventName}`;
}
