import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { ensurePartitions } from "../db/partitions.ts";
import { inTransaction } from "../db/transaction.ts";
import { testDatabase } from "../testing/database.ts";
import { type Ingested, ingest, prepareIngest, type UnitAnswer } from "./ingest.ts";
import { partitioning } from "./partitions.ts";
import { rolledColumns } from "./rollup.ts";
import { resolutionNames } from "./schema.ts";
import { endpointFamily } from "./tables.ts";
import type { Tail } from "./tail.ts";

const db = testDatabase();
const minuteMs = 60_000;
const accountId = "111111111111";
// Two hours before a midnight, so that the minutes span hours and days.
const start = Date.parse("2026-11-17T22:00:00Z");
const now = new Date("2026-11-18T06:00:00Z");
const lengthMinutes = 200;

const traffic = ["bytes_processed"];
const detail = [
  "new_connections",
  "packets_dropped",
  "rst_packets_received",
  "active_connections_avg",
  "active_connections_max",
  "active_connections_min",
];
const groups = { traffic, detail, all: [...traffic, ...detail] };
type Group = keyof typeof groups;

type Minute = Record<string, number>;
/** What CloudWatch would say in the end: minute → values. */
type Truth = Map<number, Minute>;

/** No sum or average of counts is smaller, but zero; Postgres refuses to calculate with what is nearly nothing. */
const least = 1e-9;
const measured = (max: number) =>
  fc.double({ min: 0, max, noNaN: true }).map((value) => (value < least ? 0 : value));
const minute: fc.Arbitrary<Minute> = fc.record({
  bytes_processed: measured(1e12),
  new_connections: fc.nat(1000),
  active_connections_avg: measured(1e4),
  active_connections_max: fc.nat(20_000),
});
const truth: fc.Arbitrary<Truth> = fc
  .array(fc.tuple(fc.nat(lengthMinutes - 1), minute), { minLength: 1, maxLength: 60 })
  .map((entries) => new Map(entries));

/** One request: up to which minute, how many before the watermark again, and which minutes were not published yet. */
interface Poll {
  group: Group;
  to: number;
  overlap: number;
  late: Set<number>;
  folded?: boolean;
}

/** Asks as the collector does, keeping watermarks and tails by group; `known` is the truth at each time. */
class Collector {
  readonly marks = new Map<
    Group,
    { to: number; tail: Tail | undefined; lastDatapoint: number | undefined }
  >();

  async poll(
    { group, to, overlap, late, folded }: Poll,
    known: Truth,
    options: { now?: Date; compareAll?: boolean } = {},
  ): Promise<Ingested> {
    const before = this.marks.get(group);
    const from = before ? Math.max(0, before.to - overlap) : 0;
    const columns = groups[group];
    const buckets = new Map<number, (number | undefined)[]>();
    for (const [at, values] of known) {
      if (at < from || at >= to || late.has(at)) continue;
      buckets.set(
        start + at * minuteMs,
        columns.map((column) => values[column]),
      );
    }
    const unit: UnitAnswer = {
      ranges: [
        {
          resolution: "1m",
          from: start + from * minuteMs,
          to: start + to * minuteMs,
          series: [{ key: ["vpce-1", ""], labels: [null], columns, buckets }],
        },
      ],
      part: group === "detail" ? 1 : 0,
      folded,
      before: before && start + before.to * minuteMs,
      lastDatapoint: before?.lastDatapoint,
      newFrom: before ? start + before.to * minuteMs : Number.NEGATIVE_INFINITY,
      tail: before?.tail,
      completeFrom: { "1m": new Date(start), "5m": new Date(start), "1h": new Date("2026-11-17T00:00:00Z") },
    };
    const prepared = prepareIngest(endpointFamily, accountId, [unit], { now, ...options });
    const [done] = (await inTransaction(db.pool, (client) => ingest(client, [prepared]))) as [Ingested];
    const published = [...buckets.keys(), before?.lastDatapoint ?? Number.NEGATIVE_INFINITY];
    const lastDatapoint = Math.max(...published);
    this.marks.set(group, {
      to: Math.max(to, before?.to ?? 0),
      tail: done.tails[0],
      lastDatapoint: Number.isFinite(lastDatapoint) ? lastDatapoint : undefined,
    });
    return done;
  }
}

async function clear(): Promise<void> {
  for (const resolution of resolutionNames) await db.pool.query(`TRUNCATE vpc_endpoint_metric_${resolution}`);
}

const columns = rolledColumns(endpointFamily.values);

/** Every bucket of every width, as text; the parts of a bucket together. */
async function content(): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const resolution of resolutionNames) {
    const { rows } = await db.pool.query<{ text: string }>(
      `SELECT b::text AS text FROM (
         SELECT account_id, vpc_endpoint_id, subnet_id, ts, ${columns.map((column) => `max(${column})`).join(", ")}
         FROM vpc_endpoint_metric_${resolution} GROUP BY 1, 2, 3, 4) b ORDER BY 1`,
    );
    tables[resolution] = rows.map(({ text }) => text);
  }
  return tables;
}

beforeEach(async () => {
  for (const resolution of resolutionNames) {
    const from = new Date(start - 86_400_000);
    await ensurePartitions(db.pool, partitioning(endpointFamily, resolution), from, now);
  }
  await clear();
});

const whole: Poll = { group: "all", to: lengthMinutes, overlap: 0, late: new Set() };

/** Polls in which minutes come late, again, split and by groups of columns; the last ones ask for everything. */
const polls = (groupsAsked: Group[]): fc.Arbitrary<Poll[]> =>
  fc
    .array(
      fc.record({
        group: fc.constantFrom(...groupsAsked),
        to: fc.integer({ min: 1, max: lengthMinutes }),
        overlap: fc.nat(lengthMinutes),
        late: fc.array(fc.nat(lengthMinutes - 1), { maxLength: 30 }).map((list) => new Set(list)),
      }),
      { maxLength: 8 },
    )
    .map((list) => [...list, ...groupsAsked.map((group) => ({ ...whole, group, overlap: lengthMinutes }))]);

describe("minutes that come late, twice, split or out of order", () => {
  it.each([[["all"]], [["traffic", "detail"]]] as [Group[]][])(
    "make the same rollups as in one piece and in order (%s)",
    async (asked) => {
      await fc.assert(
        fc.asyncProperty(truth, polls(asked), async (known, list) => {
          await clear();
          await new Collector().poll(whole, known);
          const expected = await content();
          await clear();
          const collector = new Collector();
          for (const poll of list) await collector.poll(poll, known);
          expect(await content()).toEqual(expected);
        }),
        { numRuns: 25 },
      );
    },
  );
});

const steadily: Truth = new Map(
  Array.from({ length: lengthMinutes }, (_, at) => [
    at,
    {
      bytes_processed: 100 + at,
      new_connections: 1,
      active_connections_avg: at / 7,
      active_connections_max: at,
    },
  ]),
);
const hourOf = (row: string) => /\d{4}-\d\d-\d\d \d\d:\d\d/.exec(row)?.[0];

it("correct the buckets that hold a corrected minute, and no others", async () => {
  const collector = new Collector();
  await collector.poll({ ...whole, to: 180 }, steadily);
  const before = await content();
  const corrected = new Map(steadily).set(130, { bytes_processed: 1e9, new_connections: 1 });
  const done = await collector.poll({ ...whole, to: 180, overlap: 60 }, corrected);
  const after = await content();
  const changed = (resolution: string) =>
    (after[resolution] ?? []).filter((row) => !before[resolution]?.includes(row)).map(hourOf);
  expect(changed("1m")).toEqual(["2026-11-18 00:10"]);
  expect(changed("5m")).toEqual(["2026-11-18 00:10"]);
  expect(changed("1h")).toEqual(["2026-11-18 00:00"]);
  expect(changed("1d")).toEqual(["2026-11-18 00:00"]);
  expect(done).toMatchObject({ rows: { fresh: 0, compared: 5, unchanged: 55 }, rolledUp: 3 });
});

it("make the same of minutes that are not kept themselves", async () => {
  await fc.assert(
    fc.asyncProperty(truth, polls(["traffic", "detail"]), async (known, list) => {
      await clear();
      await new Collector().poll(whole, known);
      const expected = await content();
      await clear();
      const collector = new Collector();
      for (const poll of list) await collector.poll({ ...poll, folded: true }, known);
      expect(await content()).toEqual({ ...expected, "1m": [] });
    }),
    { numRuns: 15 },
  );
});

it("weigh an average by the minutes that were published", async () => {
  const known: Truth = new Map([
    ...[0, 1, 2, 3].map((at) => [at, { active_connections_avg: 10 }] as const),
    [5, { active_connections_avg: 100 }],
  ]);
  await new Collector().poll(whole, known);
  const { rows } = await db.pool.query(
    "SELECT active_connections_avg AS avg, active_connections_minutes AS minutes FROM vpc_endpoint_metric_1h",
  );
  expect(rows).toEqual([{ avg: 28, minutes: 5 }]);
});

describe("beyond what is kept", () => {
  it("leave minutes out, and the wider buckets as they are", async () => {
    const collector = new Collector();
    await collector.poll({ ...whole, to: 180 }, steadily);
    const before = await content();
    const later = new Date(now.getTime() + 20 * 86_400_000);
    await db.pool.query("TRUNCATE vpc_endpoint_metric_1m");
    const corrected = new Map(steadily).set(130, { bytes_processed: 1e9, new_connections: 1 });
    const done = await collector.poll({ ...whole, to: 180, overlap: 60 }, corrected, { now: later });
    expect(done.rows).toMatchObject({ fresh: 0, compared: 0, expired: 5 });
    expect(await content()).toEqual({ ...before, "1m": [] });
  });
});

it("compare where another worker was faster, instead of failing", async () => {
  const slow = new Collector();
  await new Collector().poll(whole, steadily);
  const expected = await content();
  await expect(slow.poll(whole, steadily)).rejects.toMatchObject({ code: "23505" });
  await slow.poll(whole, steadily, { compareAll: true });
  expect(await content()).toEqual(expected);
});
