import { formatCountOf } from "../format/numbers.ts";
import type { Check } from "./checkSchema.ts";

interface SourceWords {
  title: string;
  there: string;
  without: string;
  fix: string;
}

/** What Linkledger reads beside the inventory, and what it cannot say without. */
const sources = {
  "flow-logs": {
    title: "VPC flow logs in CloudWatch Logs",
    there: "Refused connections can be looked up.",
    without: "Connections that a security group or network ACL refuses cannot be shown.",
    fix: "Create flow logs of REJECT records to CloudWatch Logs for the VPCs that have endpoints.",
  },
  "network-activity": {
    title: "A log group of CloudTrail network activity events",
    there: "Calls that endpoint policies deny can be looked up.",
    without: "Calls that an endpoint policy denies cannot be shown.",
    fix: "Send network activity events of a trail to CloudWatch Logs, and name the group in logsInsights.networkActivityLogGroup.",
  },
  "change-events": {
    title: "CloudTrail's event history",
    there: "Who changed what is known for 90 days back.",
    without: "Who changed what is not known.",
    fix: "Allow cloudtrail:LookupEvents; the history itself is always on.",
  },
  quotas: {
    title: "Service Quotas",
    there: "How near limits are is known.",
    without: "How near limits are is not known.",
    fix: "Allow servicequotas:ListServiceQuotas.",
  },
  bill: {
    title: "Cost Explorer",
    there: "The bill can be held against the estimate.",
    without: "Costs are estimates alone.",
    fix: "Enable Cost Explorer in the account that pays, and allow ce:GetCostAndUsage.",
  },
} as const satisfies Record<string, SourceWords>;

/** A source by region: how many there are; null where it could not be asked. */
export function judgeSource(
  subject: keyof typeof sources,
  found: { region: string; count: number | null }[],
): Check {
  const { title, there, without, fix } = sources[subject];
  const at = { subject, region: null };
  const known = found.filter(({ count }) => count !== null);
  const having = known.filter(({ count }) => (count ?? 0) > 0);
  if (known.length === 0)
    return {
      ...at,
      status: "unknown",
      cause: "other",
      sentence: `${title}: could not be asked. ${without}`,
      fix,
    };
  if (having.length === 0)
    return { ...at, status: "absent", cause: "not-enabled", sentence: `${title}: none. ${without}`, fix };
  const lacking = known.length - having.length;
  const partly = lacking > 0 ? ` Not in ${formatCountOf(lacking, "region")} (${names(known, having)}).` : "";
  return { ...at, status: "ok", cause: null, sentence: `${title}: there. ${there}${partly}`, fix: null };
}

function names(known: { region: string }[], having: { region: string }[]): string {
  const without = known.filter((one) => !having.includes(one)).map(({ region }) => region);
  return without.length > 4 ? `${without.slice(0, 4).join(", ")}, …` : without.join(", ");
}
