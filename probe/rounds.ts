import { probe, type Result } from "./checks.ts";
import type { Config } from "./config.ts";
import type { Outside, Pusher } from "./push.ts";

/** Every target in every of its ways, so many at a time. What has not begun when `signal` aborts is left out. */
export async function runRound(config: Config, signal: AbortSignal): Promise<Result[]> {
  const checks = config.targets.flatMap((target) => target.kinds.map((kind) => ({ target, kind })));
  const results: Result[] = [];
  let next = 0;
  const worker = async () => {
    while (next < checks.length && !signal.aborted) {
      const check = checks[next++];
      if (check) results.push(await probe(check.target, check.kind, config));
    }
  };
  await Promise.all(Array.from({ length: Math.min(config.concurrency, checks.length) }, worker));
  return results;
}

/** Milliseconds until the next whole multiple of the interval, moved by a part of it that is this agent's own. */
export function untilNextRound(now: number, intervalSeconds: number, offset: number): number {
  const interval = intervalSeconds * 1000;
  return interval - ((((now - offset * interval) % interval) + interval) % interval);
}

/** Probes and pushes until `signal` aborts; then what waits is sent once more, within `graceMs`. */
export async function runForever(
  config: Config,
  pusher: Pusher,
  outside: Outside,
  signal: AbortSignal,
  graceMs = 5_000,
): Promise<void> {
  const offset = outside.random();
  const cut = new AbortController();
  signal.addEventListener("abort", () => setTimeout(() => cut.abort(), graceMs).unref(), { once: true });
  let pushing: Promise<unknown> = Promise.resolve();
  let busy = false;
  while (!signal.aborted) {
    pusher.add(await runRound(config, signal));
    if (!busy) {
      busy = true;
      pushing = pusher.flush(signal, Number.POSITIVE_INFINITY, cut.signal).finally(() => {
        busy = false;
      });
    }
    if (!signal.aborted)
      await outside.sleep(untilNextRound(Date.now(), config.intervalSeconds, offset), signal).catch(() => {});
  }
  await pushing;
  await pusher.flush(cut.signal, 1);
  if (pusher.waiting > 0) outside.say(`ends with ${pusher.waiting} results that were not taken`);
}
