import { Agent, get } from "node:http";

export interface Asked {
  /** Milliseconds of each answer from the request to the last byte. */
  took: number[];
  /** What went wrong, each with its address. */
  failures: string[];
  seconds: number;
}

/** `clients` ask for one address after the other without pause, until `until` is settled. */
export async function askUntil(urls: string[], clients: number, until: Promise<unknown>): Promise<Asked> {
  const agent = new Agent({ keepAlive: true });
  const took: number[] = [];
  const failures: string[] = [];
  let over = false;
  void until.finally(() => {
    over = true;
  });
  const begun = performance.now();
  const client = async (who: number) => {
    // A sequence of its own for each, the same in every run.
    let seed = who * 7919 + 1;
    while (!over) {
      seed = (seed * 48_271) % 2_147_483_647;
      const url = urls[seed % urls.length] as string;
      const asked = performance.now();
      try {
        const status = await ask(agent, url);
        if (status !== 200) failures.push(`${url} answered ${status}`);
      } catch (error) {
        failures.push(`${url}: ${(error as Error).message}`);
      }
      took.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, who) => client(who)));
  agent.destroy();
  return { took, failures, seconds: (performance.now() - begun) / 1000 };
}

function ask(agent: Agent, url: string): Promise<number> {
  return new Promise((done, fail) => {
    const asked = get(url, { agent, timeout: 60_000 }, (answer) => {
      answer.on("error", fail);
      answer.on("end", () => (answer.complete ? done(answer.statusCode ?? 0) : fail(new Error("was cut"))));
      answer.resume();
    });
    asked.on("timeout", () => asked.destroy(new Error("did not answer within 60 s")));
    asked.on("error", fail);
  });
}
