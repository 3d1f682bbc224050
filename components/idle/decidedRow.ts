import type { IdleItem } from "#lib/idle/list.ts";
import type { DecidedRow } from "./decide.ts";
import { resourceTypeWords } from "./words.ts";

/** What of a verdict matters for deciding about it. */
export const toDecidedRow = (item: IdleItem): DecidedRow => ({
  resourceId: item.resourceId,
  subnetId: item.subnetId,
  label: [item.name ?? item.resourceId, item.azId].filter(Boolean).join(" "),
  what: resourceTypeWords[item.resourceType].one,
  savingUsd: item.savingUsd,
  decision: item.decision,
  reason: item.decisionReason,
  keepUntil: item.keepUntil,
});
