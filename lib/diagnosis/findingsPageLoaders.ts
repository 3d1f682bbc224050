import { type LoadedList, loadList, type SearchParams } from "../api/list/loaders.ts";
import { judged } from "../evaluations/judged.ts";
import { type FindingItem, findingList } from "./findingList.ts";
import { findingTotals } from "./findingTotals.ts";

/** What the findings page shows. */
export interface FindingsPage {
  list: LoadedList<FindingItem>;
  totals: Awaited<ReturnType<typeof findingTotals>>;
}

export async function loadFindings(asked: SearchParams): Promise<FindingsPage> {
  const [list, totals] = await Promise.all([
    loadList(findingList, asked, { sort: "-severity" }),
    judged(["diagnosis"], "finding totals", findingTotals),
  ]);
  return { list, totals };
}
