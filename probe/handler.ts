import { environmentConfig, outside } from "./environment.ts";
import { Pusher } from "./push.ts";
import { runRound } from "./rounds.ts";

let pusher: Pusher | undefined;

/**
 * One round, for a Lambda that is called on a schedule. What could not be pushed waits for the next call of the same
 * instance. Throws where the push failed, so that the function's errors show it.
 */
export async function handler(): Promise<{ results: number; dropped: number }> {
  const config = environmentConfig();
  pusher ??= new Pusher(config, outside);
  const signal = AbortSignal.timeout(config.timeoutSeconds * 1000 + 25_000);
  const results = await runRound(config, signal);
  pusher.add(results);
  if (!(await pusher.flush(signal, 3)))
    throw new Error(`${pusher.waiting} results were not taken by Linkledger`);
  return { results: results.length, dropped: pusher.dropped };
}
