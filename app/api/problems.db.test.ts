import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GET as anything, POST as postAnything } from "#app/api/[[...path]]/route.ts";
import { GET as health } from "#app/api/health/route.ts";
import { GET as costs } from "#app/api/v1/costs/route.ts";
import { GET as metrics } from "#app/api/v1/endpoints/[id]/metrics/route.ts";
import { GET as endpoint } from "#app/api/v1/endpoints/[id]/route.ts";
import { GET as endpoints } from "#app/api/v1/endpoints/route.ts";
import { GET as csv } from "#app/api/v1/endpoints.csv/route.ts";
import { GET as runs } from "#app/api/v1/runs/route.ts";
import { GET as prometheus } from "#app/metrics/route.ts";
import { type Database, openPool } from "#lib/db/pool.ts";
import { testDatabase } from "#lib/testing/database.ts";

const shared = globalThis as { linkledgerDatabase?: Promise<Database> };
const id = { params: Promise.resolve({ id: "vpce-1" }) };
const none = { params: Promise.resolve({}) };

async function expectUnavailable(): Promise<void> {
  const request = () => new Request("http://x/some/path");
  const answers = [
    await endpoints(request(), none),
    await csv(request(), none),
    await endpoint(request(), id),
    await metrics(request(), id),
    await costs(request(), none),
    await runs(request(), none),
    await prometheus(request(), none),
  ];
  for (const answer of answers) {
    expect(answer.status).toBe(503);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.headers.get("retry-after")).toBe("5");
    const body = await answer.text();
    expect(JSON.parse(body)).toMatchObject({
      title: "Service Unavailable",
      status: 503,
      instance: "/some/path",
    });
    // Neither where the database is, nor who we are there, nor any code of ours.
    expect(body).not.toMatch(/127\.0\.0\.1|postgres|nobody|\.ts|\bat /);
  }
  const sick = await health(request(), none);
  expect(sick.status).toBe(503);
  expect(await sick.json()).toEqual({
    status: "unavailable",
    asOf: "2026-11-18T14:05:00.000Z",
    database: "unreachable",
    collectors: [],
    evaluations: [],
  });
}

describe("without a database", () => {
  const unreachable = () => {
    const pool = openPool("postgresql://nobody:secret@127.0.0.1:9/none");
    return { pool, url: "", close: () => pool.end() };
  };

  beforeAll(() => {
    shared.linkledgerDatabase = Promise.resolve(unreachable());
  });
  afterAll(async () => {
    await (await shared.linkledgerDatabase)?.close();
    shared.linkledgerDatabase = undefined;
  });

  it("answers 503 everywhere, never 500", expectUnavailable);
});

describe("with a database that was never migrated", () => {
  const db = testDatabase();
  beforeAll(async () => {
    await db.pool.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    shared.linkledgerDatabase = Promise.resolve(db);
  });
  afterAll(() => {
    shared.linkledgerDatabase = undefined;
  });

  it("answers 503 everywhere, and leaves no connection behind", expectUnavailable);
});

describe("an address that does not exist", () => {
  it.each(["/api", "/api/v1/nothing", "/api/v1/nothing.csv", "/api/v2/endpoints"])(
    "%s is a 404 problem",
    async (path) => {
      const answer = await anything(new Request(`http://x${path}`), none);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ status: 404, title: "Not Found", instance: path });
      expect((await postAnything(new Request(`http://x${path}`, { method: "POST" }))).status).toBe(405);
    },
  );
});
