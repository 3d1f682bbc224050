import { writeFileSync } from "node:fs";
import { constants, setPriority } from "node:os";
import type { BuiltFleet } from "./builtFleet.ts";

const sweepMs = 200;
const lowest = constants.priority.PRIORITY_LOW;

/** From here on whatever this process starts goes behind what it started before and what others run. */
export function startLast(): void {
  setPriority(lowest);
}

/**
 * Measures a browser while the app and Postgres, with backends that are started meanwhile, go behind it wherever they
 * compete for the processor: a reader's browser has a machine of its own.
 */
export async function withServerLast<Answer>(
  { pool, webPid }: Pick<BuiltFleet, "pool" | "webPid">,
  measure: () => Promise<Answer>,
): Promise<Answer> {
  const last = new Set<number>();
  const sweep = async () => {
    const { rows } = await pool.query<{ pid: number }>("SELECT pid FROM pg_stat_activity");
    for (const pid of [webPid, ...rows.map((one) => one.pid)])
      if (!last.has(pid) && putSessionLast(pid)) last.add(pid);
  };
  await sweep();
  const timer = setInterval(() => void sweep().catch(() => {}), sweepMs);
  try {
    return await measure();
  } finally {
    clearInterval(timer);
  }
}

/**
 * Linux may share the processor out by session, and a priority then counts within a session alone (sched(7), autogroup):
 * the app is a session, and so is each backend. False where it has to be tried again.
 */
function putSessionLast(pid: number): boolean {
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(lowest));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "EAGAIN";
  }
}
