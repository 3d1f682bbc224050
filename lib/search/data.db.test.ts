import { beforeAll, describe, expect, it } from "vitest";
import { GET } from "#app/internal/search/route.ts";
import { accountRow, endpointRow, insertEndpoints, fixtureNow as now } from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { search } from "./data.ts";

const db = processDatabase();
const one = "111111111111";

beforeAll(async () => {
  await insertRows(db, "account", [
    accountRow(one, "payments-prod"),
    accountRow("222222222222", "prod_payments"),
  ]);
  await insertEndpoints(db, [
    endpointRow("vpce-0abc", { serviceName: "com.amazonaws.us-east-1.s3", owner: "core%team" }),
    endpointRow("vpce-1abc", { serviceName: "com.amazonaws.us-east-1.s3", goneAt: now }),
  ]);
});

const labels = async (q: string) => (await search(q)).map(({ kind, label }) => `${kind} ${label}`);

describe("search", () => {
  it("finds endpoints by a part of their id, those that are gone last", async () => {
    const hits = await search("ABC");
    expect(hits.map(({ label }) => label)).toEqual(["vpce-0abc", "vpce-1abc"]);
    expect(hits[1]?.detail).toMatch(/^gone · payments-prod/);
    expect(hits[0]?.href).toBe("/endpoints/vpce-0abc");
  });

  it("finds accounts by name and id, the closest first", async () => {
    expect(await labels("payments")).toEqual(["account payments-prod", "account prod_payments"]);
    expect(await labels("1111")).toEqual(["account payments-prod"]);
  });

  it("finds services and owners, counting what exists", async () => {
    const hits = await search("s3");
    expect(hits).toEqual([expect.objectContaining({ kind: "service", detail: "1 endpoint" })]);
    expect(await labels("core")).toEqual(["owner core%team"]);
  });

  it("takes wildcards as the characters they are", async () => {
    expect(await labels("%")).toEqual(["owner core%team"]);
    expect(await labels("prod_")).toEqual(["account prod_payments"]);
    expect(await labels("\\")).toEqual([]);
  });
});

describe("GET /internal/search", () => {
  const get = async (query: string) => {
    const { NextRequest } = await import("next/server");
    const response = await GET(new NextRequest(`http://x/internal/search?${query}`));
    return { status: response.status, body: (await response.json()) as { hits: unknown[] } };
  };

  it("answers whatever is typed", async () => {
    for (const query of ["", "q=", "q=%00", `q=${"x".repeat(500)}`, "q=%27%22%3B"]) {
      expect(await get(query)).toEqual({ status: 200, body: { hits: [] } });
    }
    expect((await get("q=vpce-0")).body.hits).toHaveLength(1);
  });
});
