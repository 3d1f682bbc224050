import { expect, it } from "vitest";
import type { Caller } from "./caller.ts";
import { RequestRates } from "./rates.ts";

const caller: Caller = { address: "203.0.113.9", credential: undefined, local: false };

/** How many of so many requests are welcome. */
async function welcome(rates: RequestRates, times: number, who: Partial<Caller> = {}): Promise<number> {
  let count = 0;
  for (let n = 0; n < times; n++) if ((await rates.count({ ...caller, ...who })) === undefined) count++;
  return count;
}

it("counts each caller by itself", async () => {
  const rates = new RequestRates(10);
  expect(await welcome(rates, 12)).toBe(10);
  expect(await welcome(rates, 12, { address: "203.0.113.10" })).toBe(10);
  const seconds = await rates.count(caller);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
});

it("lets one address have five tokens' worth, however many it makes up", async () => {
  const rates = new RequestRates(10);
  let sum = 0;
  for (let token = 0; token < 20; token++) sum += await welcome(rates, 10, { credential: `token ${token}` });
  expect(sum).toBe(50);
});

it("limits this machine only where that is configured", async () => {
  expect(await welcome(new RequestRates(undefined), 1300, { local: true })).toBe(1300);
  expect(await welcome(new RequestRates(undefined), 1300)).toBe(1200);
  expect(await welcome(new RequestRates(10), 20, { local: true })).toBe(10);
});
