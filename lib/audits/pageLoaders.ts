import { type LoadedList, loadListWith, type SearchParams } from "../api/list/loaders.ts";
import { currentTime } from "../env.ts";
import { NotFoundError } from "../errors.ts";
import { listAudits } from "./data.ts";
import { loadDiff } from "./diffLoaders.ts";
import { loadAudit } from "./loaders.ts";
import { quarterBefore, quarterOf } from "./quarter.ts";
import type { Audit, AuditDetail, AuditDiff } from "./schema.ts";

const quartersOffered = 5;

/** The list of audits, and the quarters that one may be made of: the present one and those before. */
export async function loadAudits(
  asked: SearchParams,
): Promise<{ list: LoadedList<Audit>; quarters: string[] }> {
  const list = await loadListWith("audits", listAudits, asked, { sort: "-madeAt" });
  const quarters = [quarterOf(currentTime())];
  while (quarters.length < quartersOffered)
    quarters.push(quarterBefore(quarters.at(-1)?.from ?? currentTime()));
  return { list, quarters: quarters.map(({ name }) => name) };
}

/** What the page of one audit shows. */
export interface AuditPage {
  audit: AuditDetail;
  diff: AuditDiff;
}

/** One audit with what changed since the one before; undefined for an id that there is none of. */
export async function loadAuditPage(id: string): Promise<AuditPage | undefined> {
  try {
    const [audit, diff] = await Promise.all([
      loadAudit(id),
      loadDiff(id, new URLSearchParams({ limit: "200" })),
    ]);
    return { audit, diff };
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
