import { actingName } from "../access/principal.ts";
import { readEntry } from "../api/body.ts";
import { readPathId } from "../api/pathId.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { recordDecision, recordDecisions } from "./decisionMutations.ts";
import { bulkDecisionEntrySchema, decisionEntrySchema, type IdleDecision } from "./decisionSchema.ts";

/** Takes a decision about the resource of a path, from a page of ours or a program. Throws what the API translates. */
export async function receiveDecision(request: Request, id: string): Promise<IdleDecision> {
  const resourceId = readPathId(id);
  const entry = await readEntry(request, decisionEntrySchema);
  return recordDecision((await database()).pool, resourceId, signed(entry), currentTime());
}

/** The same decision about many things: about all of them, or about none. */
export async function receiveDecisions(request: Request): Promise<{ items: IdleDecision[] }> {
  const entry = await readEntry(request, bulkDecisionEntrySchema, 1024 * 1024);
  return { items: await recordDecisions((await database()).pool, signed(entry), currentTime()) };
}

const signed = <Entry extends { by: string }>(entry: Entry): Entry => ({
  ...entry,
  by: actingName(entry.by),
});
