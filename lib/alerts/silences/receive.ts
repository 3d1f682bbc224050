import { actingName } from "../../access/principal.ts";
import { readEntry } from "../../api/body.ts";
import { readList } from "../../api/list/data.ts";
import { readPathId } from "../../api/pathId.ts";
import { InvalidQueryError } from "../../api/problem.ts";
import { database } from "../../db/pool.ts";
import { currentTime } from "../../env.ts";
import { NotFoundError } from "../../errors.ts";
import { silenceList } from "./data.ts";
import { createSilence, endSilence } from "./mutations.ts";
import { type SilenceItem, silenceEndEntrySchema, silenceEntrySchema } from "./schema.ts";

const longestDays = 366;

/** Makes a silence. It takes effect with the next evaluation, within a minute. */
export async function receiveSilence(request: Request): Promise<SilenceItem> {
  const sent = await readEntry(request, silenceEntrySchema);
  const entry = { ...sent, by: actingName(sent.by) };
  const now = currentTime();
  const ends = Date.parse(entry.endsAt);
  if (ends <= now.getTime())
    throw new InvalidQueryError([{ field: "endsAt", message: "expected a time to come." }]);
  if (ends - now.getTime() > longestDays * 86_400_000)
    throw new InvalidQueryError([
      {
        field: "endsAt",
        message: `expected an end within ${longestDays} days: what is never to be told needs another route.`,
      },
    ]);
  const { pool } = await database();
  return requireSilence(await createSilence(pool, entry, now));
}

/** Ends a silence now; it stays on record. */
export async function receiveSilenceEnd(request: Request, id: string): Promise<SilenceItem> {
  const silenceId = readPathId(id);
  const { by } = await readEntry(request, silenceEndEntrySchema);
  const { pool } = await database();
  const known = await requireSilence(silenceId);
  if (known.origin === "file" && known.state !== "over")
    throw new InvalidQueryError([
      { field: "id", message: "this silence stands in linkledger.yaml; take it out there." },
    ]);
  if (!(await endSilence(pool, silenceId, actingName(by), currentTime())))
    throw new InvalidQueryError([{ field: "id", message: "this silence is over." }]);
  return requireSilence(silenceId);
}

async function requireSilence(silenceId: string): Promise<SilenceItem> {
  const { items } = await readList(silenceList, { limit: 1, filter: { silenceId, state: "any" } });
  if (!items[0]) throw new NotFoundError(`There is no silence ${silenceId}.`);
  return items[0];
}
