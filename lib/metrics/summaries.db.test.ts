import { expect, it } from "vitest";
import { testDatabase } from "../testing/database.ts";
import { refreshTraffic, summariesBehind, writeWatermarks } from "./mutations.ts";

const db = testDatabase();
const accountId = "111111111111";
const region = "us-east-1";
const id = "vpce-1";
const since = new Date("2026-10-01T00:00:00Z");

/** The endpoint is known up to then at a minute's width; that of hours was written at first sight. */
async function known(to: string, hoursTo = to): Promise<void> {
  const mark = {
    namespace: "AWS/PrivateLinkEndpoints",
    resourceId: id,
    grain: "endpoint",
    collectedFrom: since,
  };
  const without = { firstDatapointAt: null, lastDatapointAt: null };
  const marks = [
    { ...mark, ...without, periodSeconds: 60, watermark: new Date(to) },
    { ...mark, ...without, periodSeconds: 3600, watermark: new Date(hoursTo) },
  ];
  await writeWatermarks(db.pool, [{ accountId, region, now: new Date(to), marks }]);
}

it("renews a summary once for each whole hour, not with each poll within it", async () => {
  const behind = () => summariesBehind(db.pool, { accountId, region });
  const atFirst = "2026-11-18T10:12:00Z";
  await known(atFirst);
  expect(await behind()).toEqual([id]);
  await refreshTraffic(db.pool, accountId, [id], new Date(atFirst));
  expect(await behind()).toEqual([]);
  await known("2026-11-18T10:57:00Z", atFirst);
  expect(await behind()).toEqual([]);
  await known("2026-11-18T11:02:00Z", atFirst);
  expect(await behind()).toEqual([id]);
  await refreshTraffic(db.pool, accountId, [id], new Date("2026-11-18T11:07:00Z"));
  expect(await behind()).toEqual([]);
});
