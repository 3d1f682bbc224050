import { Agent, get } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** One page from the click to the last byte, in milliseconds. Throws on any answer but 200. */
export async function timePage(agent: Agent, url: string): Promise<number> {
  const begun = performance.now();
  const status = await new Promise<number>((done, fail) => {
    const asked = get(url, { agent, headers: { accept: "text/html" } }, (answer) => {
      answer.on("error", fail);
      answer.on("end", () => done(answer.statusCode ?? 0));
      answer.resume();
    });
    asked.on("error", fail);
  });
  if (status !== 200) throw new Error(`${url} answered ${status}`);
  return performance.now() - begun;
}

/** Asks for the addresses in turn, after each was asked for once: milliseconds of `times` requests. */
export async function timeInTurn(urls: string[], times: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true });
  try {
    for (const url of urls.slice(0, 4)) await timePage(agent, url);
    const took: number[] = [];
    for (let n = 0; n < times; n++) took.push(await timePage(agent, urls[n % urls.length]!));
    return took;
  } finally {
    agent.destroy();
  }
}

/** What many people found who click through pages at once. */
export interface Crowd {
  took: number[];
  seconds: number;
}

/**
 * `people` click for `seconds`, each on one page after the other, with a pause between an answer and the next click
 * that is spread evenly up to twice `pauseMs`.
 */
export async function clickAtOnce(
  urls: string[],
  { people, seconds, pauseMs }: { people: number; seconds: number; pauseMs: number },
): Promise<Crowd> {
  const agent = new Agent({ keepAlive: true });
  const took: number[] = [];
  const begun = performance.now();
  const person = async (who: number) => {
    // A sequence of its own for each, the same in every run.
    let seed = who * 7919 + 1;
    const next = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    await delay(next() * 2 * pauseMs);
    while (performance.now() - begun < seconds * 1000) {
      took.push(await timePage(agent, urls[Math.floor(next() * urls.length)]!));
      await delay(next() * 2 * pauseMs);
    }
  };
  try {
    await Promise.all(Array.from({ length: people }, (_, who) => person(who)));
  } finally {
    agent.destroy();
  }
  return { took, seconds: (performance.now() - begun) / 1000 };
}

/** The value that `share` of all do not exceed. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
