import { type LoadedList, loadList, type SearchParams } from "../api/list/loaders.ts";
import { currentTime } from "../env.ts";
import { judgedAndDecided } from "./judgedAndDecided.ts";
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
    judgedAndDecided("idle totals", now, () => idleTotals(now)),
  ]);
  return { list, summary: summarizeIdle(totals) };
}
