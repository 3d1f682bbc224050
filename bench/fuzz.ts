import { Agent } from "node:http";
import fc from "fast-check";
import { ConfigurationError } from "#lib/errors.ts";
import { openSignedIn, signed } from "./fuzz/askers.ts";
import { type FuzzAnswer, mistakeIn } from "./fuzz/judge.ts";
import { askServer } from "./fuzz/overTheWire.ts";
import { type ApiDocument, type FuzzRequest, requestsOf } from "./fuzz/requests.ts";
import { watchQueries } from "./fuzz/slowQueries.ts";
import { pageAddresses } from "./pages/addresses.ts";
import { openBuiltFleet, placeOfFleet } from "./pages/builtFleet.ts";
import { percentile } from "./pages/requests.ts";
import type { Bench } from "./schema.ts";

const usual = 50_000;
const seed = 20_261_121;
const atOnce = 4;
const chunk = 500;
const shownMistakes = 20;
const slowMs = 1_000;

export const bench: Bench = {
  question:
    "What do hostile requests over every address of the API, and pages beside them, get out of the app as it is built, alone on its machine and with sign-in? (fuzz [requests] [--fleet DIR])",
  async run(args) {
    const { rest, keptIn } = placeOfFleet(args);
    const count = Number(rest[0] ?? usual);
    if (!(Number.isInteger(count) && count > 0))
      throw new ConfigurationError(`"${rest[0]}" is no number of requests`);
    const fleet = await openBuiltFleet(keptIn);
    try {
      const document = (await (await fetch(`${fleet.url}/api/v1/openapi.json`)).json()) as ApiDocument;
      const pages = await pageAddresses(fleet.pool);
      const things = {
        ids: pages.flatMap(({ addresses }) =>
          addresses.slice(0, 6).flatMap((one) => one.split("/").slice(2)),
        ),
        cursors: await realCursors(fleet.url, document),
        pages: pages.flatMap(({ addresses }) => addresses.slice(0, 3)).filter((one) => !one.includes("?")),
      };
      const watch = watchQueries(fleet.pool, slowMs);
      const requests = requestsOf(document, things);
      const sent: Sent = { statuses: new Map(), mistakes: [], took: [] };
      const askers = [{ url: fleet.url, as: undefined, share: 0.5 }, ...(await openSignedIn(fleet))];
      for (const { url, as, share } of askers)
        await sendAll(
          url,
          as ? requests.map((one) => signed(one, as)) : requests,
          Math.round(count * share),
          sent,
        );
      const { statuses, mistakes, took } = sent;
      const slow = watch.end();
      for (const [query, ms] of slow) console.error(`a query took ${Math.round(ms)} ms: ${query}`);
      const none = { unit: "requests", atMost: 0 };
      return [
        {
          measured: `hostile requests (seed ${seed}): half without sign-in, a quarter each as an admin and as a viewer of one account`,
          value: took.length,
          unit: "requests",
        },
        ...[...statuses]
          .toSorted(([a], [b]) => a - b)
          .map(([status, value]) => ({ measured: `  answered ${status}`, value, unit: "requests" })),
        {
          measured: "5xx, unescaped echo, insides told, JSON that is none, 400 without a field, hung up",
          value: mistakes.length,
          ...none,
        },
        { measured: "queries seen running for more than 1 s", value: slow.size, unit: "queries", atMost: 0 },
        { measured: "an answer, 99th percentile", value: percentile(took, 0.99), unit: "ms" },
      ];
    } finally {
      await fleet.close();
    }
  },
};

interface Sent {
  statuses: Map<number, number>;
  mistakes: [string, FuzzRequest][];
  took: number[];
}

async function sendAll(
  url: string,
  requests: fc.Arbitrary<FuzzRequest>,
  count: number,
  { statuses, mistakes, took }: Sent,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const base = new URL(url);
  for (let sent = 0; sent < count; sent += chunk) {
    const sample = fc.sample(requests, { numRuns: Math.min(chunk, count - sent), seed: seed + took.length });
    const next = sample.values();
    const worker = async () => {
      for (const one of next) {
        const begun = performance.now();
        const answer = await askServer(agent, base, one).catch(
          (error: Error): FuzzAnswer | string => error.message,
        );
        took.push(performance.now() - begun);
        const mistake = typeof answer === "string" ? answer : mistakeIn(one, answer);
        if (typeof answer !== "string") statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (!mistake) continue;
        mistakes.push([mistake, one]);
        if (mistakes.length <= shownMistakes) console.error(`${mistake}: ${asCurl(url, one)}`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    if (sent % 5_000 === 0)
      console.error(`${sent + sample.length} of ${count} sent, ${mistakes.length} mistakes`);
  }
  agent.destroy();
}

/** What the lists hand out themselves, to be forged. */
async function realCursors(url: string, document: ApiDocument): Promise<string[]> {
  const lists = Object.entries(document.paths).filter(
    ([path, { get }]) => !path.includes("{") && get?.parameters?.some(({ name }) => name === "cursor"),
  );
  const pages = await Promise.all(
    lists.map(
      async ([path]) =>
        (await fetch(`${url}${path}?limit=1`)).json() as Promise<{ nextCursor?: string | null }>,
    ),
  );
  return pages.flatMap(({ nextCursor }) => nextCursor ?? []);
}

function asCurl(url: string, { method, target, headers, body }: FuzzRequest): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const parts = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  if (body !== undefined) parts.push(`-d ${quoted(body.slice(0, 500))}`);
  return `curl -g --path-as-is -X ${method} ${parts.join(" ")} ${quoted(url + target)}`;
}
