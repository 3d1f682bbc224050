import { beforeEach, expect, it } from "vitest";
import { testDatabase } from "../testing/database.ts";
import { extendCoverage, pruneTrailEvents, readCoverage, storeTrailEvents } from "./mutations.ts";
import type { TrailEvent } from "./schema.ts";

const db = testDatabase();
const place = { accountId: "111111111111", region: "eu-west-1" };
const at = (day: number) => new Date(Date.UTC(2026, 10, day));
const now = at(20);

const event = (eventId: string, day: number): TrailEvent => ({
  ...place,
  eventId,
  eventTime: at(day),
  eventName: "CreateVpcEndpoint",
  eventSource: "ec2.amazonaws.com",
  actor: 'O"Hara, \\ ünïcode',
  actorArn: null,
  sourceIp: null,
  userAgent: null,
  errorCode: "Client.VpcEndpointLimitExceeded",
  errorMessage: null,
  resourceIds: ["vpc-1", "vpce-1"],
  request: { a: [1, null] },
});

const covered = async (from: number, to: number, clock = now) => {
  await extendCoverage(db.pool, place, ["privatelink"], { from: at(from), to: at(to), now: clock });
  const [row] = await readCoverage(db.pool, place.accountId, place.region);
  return [row?.coveredFrom.getUTCDate(), row?.coveredTo.getUTCDate()];
};

beforeEach(async () => {
  await db.pool.query("TRUNCATE trail_event, trail_coverage");
});

it("stores an event once, whatever comes twice, and as it was", async () => {
  expect(await storeTrailEvents(db.pool, [event("a", 1), event("b", 2), event("a", 1)])).toBe(2);
  expect(await storeTrailEvents(db.pool, [event("b", 2), event("c", 3)])).toBe(1);
  const { rows } = await db.pool.query(
    `SELECT actor, resource_ids AS ids, request, error_code AS code FROM trail_event WHERE event_id = 'a'`,
  );
  const { actor, resourceIds: ids, request, errorCode: code } = event("a", 1);
  expect(rows).toEqual([{ actor, ids, request, code }]);
});

it("grows what is covered where ranges touch, on both sides", async () => {
  expect(await covered(10, 15)).toEqual([10, 15]);
  expect(await covered(14, 18)).toEqual([10, 18]);
  expect(await covered(5, 10)).toEqual([5, 18]);
  // A slower worker with an older range takes nothing away.
  expect(await covered(12, 13)).toEqual([5, 18]);
});

it("claims no time between two ranges", async () => {
  await covered(1, 5);
  expect(await covered(10, 15)).toEqual([10, 15]);
});

it("takes back what a clock that ran ahead has claimed", async () => {
  expect(await covered(10, 25, at(25))).toEqual([10, 25]);
  expect(await covered(13, 20)).toEqual([10, 20]);
});

it("forgets events beyond their time, and that they were ever read", async () => {
  await storeTrailEvents(db.pool, [event("old", 1), event("new", 19)]);
  await covered(1, 20);
  expect(await pruneTrailEvents(db.pool, now, 10)).toBe(1);
  const [coverage] = await readCoverage(db.pool, place.accountId, place.region);
  expect(coverage?.coveredFrom).toEqual(at(10));
  const { rows } = await db.pool.query("SELECT event_id AS id FROM trail_event");
  expect(rows).toEqual([{ id: "new" }]);
});
