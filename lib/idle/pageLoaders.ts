import { type LoadedList, loadList, type SearchParams } from "../api/list/loaders.ts";
import { currentTime } from "../env.ts";
import { judged } from "../evaluations/judged.ts";
import { decisionsVersion } from "./decisionsVersion.ts";
import { type IdleItem, idleList } from "./list.ts";
import { type IdleSummary, summarizeIdle } from "./summary.ts";
import { idleTotals } from "./totals.ts";

/** What the idle page shows: what is idle, unless another state is asked for. */
export interface IdlePage {
  list: LoadedList<IdleItem>;
  summary: IdleSummary;
}

export async function loadIdle(asked: SearchParams): Promise<IdlePage> {
  const now = currentTime();
  const [list, totals] = await Promise.all([
    loadList(idleList, asked, { state: "idle", sort: "-savingUsd" }),
    decisionsVersion(now).then((decided) =>
      judged(["idle"], `idle totals ${decided}`, () => idleTotals(now)),
    ),
  ]);
  return { list, summary: summarizeIdle(totals) };
}
