import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import type { Result } from "./checks.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { type Outside, Pusher } from "./push.ts";
import { runForever, runRound, untilNextRound } from "./rounds.ts";

type Answer = [status: number, body?: object, headers?: Record<string, string>] | "cut";
interface Pushed {
  headers: IncomingHttpHeaders;
  location: object;
  results: Result[];
}

let close: (() => Promise<unknown>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
});

/** A server that takes pushes; the answers in turn, then 200. */
async function receiver(
  answers: (Answer | ((pushed: Pushed) => Answer))[],
  always?: (pushed: Pushed) => Answer,
) {
  const taken: Result[] = [];
  const pushed: Pushed[] = [];
  const server = createServer(async (request, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one: Pushed = { ...JSON.parse(Buffer.concat(chunks).toString()), headers: request.headers };
    pushed.push(one);
    const next = answers.shift() ?? always ?? ([200, { unmatched: [] }] as Answer);
    const answer = typeof next === "function" ? next(one) : next;
    if (answer === "cut") return request.socket.destroy();
    if (answer[0] === 200) taken.push(...one.results);
    response.writeHead(answer[0], answer[2]).end(JSON.stringify(answer[1] ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () => new Promise((resolve) => server.close(resolve).closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/probes`, taken, pushed };
}

const never = new AbortController().signal;
const results = (count: number, from = 0) =>
  Array.from(
    { length: count },
    (_, i) => ({ target: String(from + i), kind: "dns", time: "2026-11-18T14:00:00Z" }) as Result,
  );
const names = (taken: Result[]) => taken.map(({ target }) => Number(target));

function pusher(url: string, more: object = {}) {
  const waits: number[] = [];
  const said: string[] = [];
  const outside: Outside = {
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
    },
    random: () => 1,
    say: (line) => said.push(line),
  };
  const given = { push: { url, token: "secret" }, location: { name: "here" }, maxBuffered: 10_000, ...more };
  return { it: new Pusher(given, outside), waits, said, outside };
}

it("sends what waits in batches, oldest first, with the token and the place", async () => {
  const server = await receiver([]);
  const { it: push } = pusher(server.url);
  push.add(results(1200));
  expect(await push.flush(never)).toBe(true);
  expect(server.pushed.map(({ results: batch }) => batch.length)).toEqual([500, 500, 200]);
  expect(server.pushed[0]).toMatchObject({
    location: { name: "here" },
    headers: { authorization: "Bearer secret" },
  });
  expect(names(server.taken)).toEqual(names(results(1200)));
});

it("tries again with longer and longer pauses, as the server asks where it does, and loses and doubles nothing", async () => {
  const server = await receiver([[503], "cut", [429, {}, { "retry-after": "7" }], [401], [503]]);
  const { it: push, waits, said } = pusher(server.url);
  push.add(results(3));
  expect(await push.flush(never)).toBe(true);
  expect(waits).toEqual([1000, 2000, 7000, 8000, 16_000]);
  expect(names(server.taken)).toEqual([0, 1, 2]);
  expect(said.join()).not.toContain("secret");
});

it("stops after so many attempts, and keeps what waits for the next time", async () => {
  const server = await receiver([[500], [500]]);
  const { it: push } = pusher(server.url);
  push.add(results(2));
  expect(await push.flush(never, 2)).toBe(false);
  expect(push.waiting).toBe(2);
  push.add(results(1, 2));
  expect(await push.flush(never, 2)).toBe(true);
  expect(names(server.taken)).toEqual([0, 1, 2]);
});

it("drops the oldest beyond its bound, and says how many", async () => {
  const server = await receiver([]);
  const { it: push, said } = pusher(server.url, { maxBuffered: 5 });
  push.add(results(4));
  push.add(results(4, 4));
  expect(said).toEqual([expect.stringContaining("gave up 3 results (3 since the start)")]);
  await push.flush(never);
  expect(names(server.taken)).toEqual([3, 4, 5, 6, 7]);
  expect(push.dropped).toBe(3);
});

it("leaves out what the server names as wrong, finds what it does not name, and keeps the rest", async () => {
  const wrong =
    (bad: string[]) =>
    (pushed: Pushed): Answer => {
      const index = pushed.results.findIndex(({ target }) => bad.includes(target));
      return index < 0
        ? [200, {}]
        : [400, { detail: "too old", errors: [{ field: `results[${index}].time` }] }];
    };
  const named = await receiver([], wrong(["1", "3"]));
  const first = pusher(named.url);
  first.it.add(results(5));
  expect(await first.it.flush(never)).toBe(true);
  expect(names(named.taken)).toEqual([0, 2, 4]);
  expect(first.it.dropped).toBe(2);
  await close?.();

  const unnamed = await receiver([], ({ results: all }) =>
    all.some(({ target }) => target === "6") ? [413] : [200],
  );
  const second = pusher(unnamed.url);
  second.it.add(results(9));
  expect(await second.it.flush(never)).toBe(true);
  expect(names(unnamed.taken)).toEqual([0, 1, 2, 3, 4, 5, 7, 8]);
});

it("says whose results were nobody's, and does not send them again", async () => {
  const server = await receiver([
    [200, { unmatched: [{ target: "x", detail: "x is no name of an endpoint" }] }],
  ]);
  const { it: push, said } = pusher(server.url);
  push.add(results(1));
  expect(await push.flush(never)).toBe(true);
  expect(said).toEqual(["x is nobody's: x is no name of an endpoint"]);
});

const config = (url: string, more: object = {}): Config =>
  readConfig({
    push: { url, token: "t" },
    location: { name: "here" },
    targets: [{ host: "127.0.0.1", port: 9, kinds: ["tcp", "dns"] }],
    ...more,
  });

it("probes round after round until it is told to stop, and then sends what is left", async () => {
  const server = await receiver([]);
  const stop = new AbortController();
  const given = config(server.url);
  const { it: push, outside } = pusher(server.url);
  let rounds = 0;
  const sleep = async () => {
    if (++rounds === 3) stop.abort();
  };
  await runForever(given, push, { ...outside, sleep }, stop.signal);
  expect(server.taken).toHaveLength(6);
  expect(push.waiting).toBe(0);
});

it("works through all checks, so many at a time", async () => {
  const targets = Array.from({ length: 30 }, () => ({ host: "127.0.0.1", port: 9, kinds: ["tcp"] }));
  const all = await runRound(config("http://127.0.0.1:9/", { targets, concurrency: 4 }), never);
  expect(all).toHaveLength(30);
  expect(new Set(all.map(({ errorClass }) => errorClass))).toEqual(new Set(["refused"]));
});

it("begins rounds at multiples of the interval, each agent at a moment of its own", () => {
  expect(untilNextRound(120_000, 60, 0)).toBe(60_000);
  expect(untilNextRound(150_000, 60, 0)).toBe(30_000);
  expect(untilNextRound(150_000, 60, 0.75)).toBe(15_000);
});

it.each([
  [{}, "location"],
  [{ location: { name: "a" } }, "targets"],
  [{ location: { name: "a" }, targets: [{ host: "https://a/" }] }, "targets[0].host"],
  [{ location: { name: "a" }, targets: [{ host: "a", kinds: ["icmp"] }] }, "targets[0].kinds"],
  [{ location: { name: "a" }, targets: [{ host: "a", prot: 1 }] }, "targets[0].prot"],
  [{ location: { name: "a", zone: "b" }, targets: [{ host: "a" }] }, "location.zone"],
  [{ location: { name: "a" }, targets: [{ host: "a" }], intervalSeconds: "60" }, "intervalSeconds"],
])("refuses %j and names %s", (given, field) => {
  const read = () => readConfig(given, { url: "http://x/", token: "t" });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(field);
});
