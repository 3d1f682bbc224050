import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { GET, HEAD } from "#app/api/v1/endpoints.csv/route.ts";
import { endpointList } from "../../inventory/endpointList.ts";
import { parseCsv } from "../../testing/csv.ts";
import { accountRow, endpointRow, insertEndpoints, scopeRow } from "../../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../../testing/rows.ts";
import { readList } from "../list/data.ts";

const db = processDatabase();
const context = { params: Promise.resolve({}) };
const csv = (query: string, signal?: AbortSignal) =>
  GET(new Request(`http://x/api/v1/endpoints.csv?${query}`, { signal: signal ?? null }), context);

const hostile = [
  '=HYPERLINK("x")',
  "+1",
  "-5",
  "@cmd",
  "\tx",
  "\r\nx",
  "＝1",
  'a "quoted", text',
  "line one\nline two\r\nthree",
  "💥 ünïcode",
  "x".repeat(256),
  "",
];
const lead = /^[=+\-@\t\r\n＝＋－＠]/u;
const neutralized = (text: string) => (lead.test(text) ? `'${text}` : text);

beforeAll(async () => {
  await insertRows(db, "account", [accountRow("111111111111", "=1+1")]);
  await insertRows(db, "collector_scope", [scopeRow()]);
  await insertEndpoints(
    db,
    hostile.map((value, index) =>
      endpointRow(`vpce-${String(index).padStart(2, "0")}`, {
        owner: value,
        tags: { [`key ${value}`]: value },
        azIds: ["use1-az1", "use1-az2"],
        securityGroupIds: [value, "sg-1"],
        subnetIds: [],
      }),
    ),
  );
});

describe("CSV", () => {
  it("has the contract's names, CRLF, and the same rows in the same order as the list", async () => {
    const response = await csv("sort=-vpcEndpointId");
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    const text = await response.text();
    const [header = [], ...records] = parseCsv(text);
    expect(header).toEqual(Object.keys(endpointList.columns));
    const { items } = await readList(endpointList, { sort: "-vpcEndpointId", limit: 1000 });
    expect(records).toHaveLength(items.length);
    for (const [index, item] of items.entries()) {
      const row = Object.fromEntries(header.map((name, column) => [name, records[index]?.[column]]));
      expect(row).toMatchObject({
        vpcEndpointId: item.vpcEndpointId,
        accountName: "'=1+1",
        owner: neutralized(item.owner ?? ""),
        azIds: "use1-az1;use1-az2",
        securityGroupIds: neutralized(item.securityGroupIds.join(";")),
        subnetIds: "",
        creationTimestamp: item.creationTimestamp,
        lastSeen: item.lastSeen,
        stale: "false",
        requesterManaged: "false",
        bytes30d: "",
        idleState: "",
      });
      expect(JSON.parse(row.tags ?? "")).toEqual(item.tags);
    }
  });

  it("applies the filters, ignores limit, and has a header when nothing is found", async () => {
    expect(parseCsv(await (await csv("q=quoted&limit=1")).text())).toHaveLength(2);
    expect(parseCsv(await (await csv("limit=1")).text())).toHaveLength(hostile.length + 1);
    expect(parseCsv(await (await csv("owner=nobody")).text())).toHaveLength(1);
  });

  it("passes values of filters to COPY without letting them out of their quotes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom("'", "\\", '"', "$", "%", ";", "x", "💥", "\n"), minLength: 1 }),
        async (value) => {
          const response = await csv(
            `owner=x&owner=${encodeURIComponent(value)}&tag.a=${encodeURIComponent(value)}`,
          );
          expect(response.status).toBe(200);
          expect(parseCsv(await response.text())).toHaveLength(1);
        },
      ),
      { numRuns: 50, examples: [["'); DROP TABLE account; --"], ["\\"], ["\\'"]] },
    );
  });

  it("answers HEAD without running the export to its end", async () => {
    const response = await HEAD(new Request("http://x/api/v1/endpoints.csv"), context);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
  });
});

describe("a reader that leaves", () => {
  const running = async () => {
    const { rows } = await db.pool.query<{ count: number }>(
      "SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY%' AND state = 'active'",
    );
    return rows[0]?.count;
  };

  beforeAll(async () => {
    // Enough that neither sockets nor buffers hold it all: the query is still running when its reader leaves.
    await db.pool.query(
      `INSERT INTO vpc_endpoint (account_id, region, vpc_endpoint_id, vpc_endpoint_type, tags, first_seen_at, last_seen_at, collector)
       SELECT '111111111111', 'eu-west-1', 'vpce-many-' || n, 'Interface', jsonb_build_object('t', repeat('x', 2000)), now(), now(), 'endpoints'
       FROM generate_series(1, 20000) n`,
    );
  });

  it("ends the query when the body is cancelled", async () => {
    const response = await csv("region=eu-west-1");
    const reader = response.body?.getReader();
    await reader?.read();
    expect(await running()).toBe(1);
    await reader?.cancel();
    await expect.poll(running).toBe(0);
  });

  it("ends the query when the request is aborted", async () => {
    const abort = new AbortController();
    const response = await csv("region=eu-west-1", abort.signal);
    const reader = response.body?.getReader();
    await reader?.read();
    expect(await running()).toBe(1);
    abort.abort();
    await expect.poll(running).toBe(0);
    await expect(drain(reader)).rejects.toThrow();
  });

  it("lets four export at once, and the next one when one of them leaves", async () => {
    const readers = [];
    for (let index = 0; index < 4; index++) readers.push((await csv("region=eu-west-1")).body?.getReader());
    const abort = new AbortController();
    const impatient = csv("region=eu-west-1", abort.signal);
    const fifth = csv("owner=nobody");
    abort.abort();
    expect((await impatient).status).toBe(499);
    expect(await running()).toBe(4);
    await readers[0]?.cancel();
    expect(parseCsv(await (await fifth).text())).toHaveLength(1);
    for (const reader of readers.slice(1)) await reader?.cancel();
    await expect.poll(running).toBe(0);
  });

  it("does not run ahead of a slow reader", async () => {
    const response = await csv("region=eu-west-1");
    const reader = response.body?.getReader();
    await reader?.read();
    // The server cannot finish before the client has read: 40 MB fit into no buffer between them.
    expect(await running()).toBe(1);
    let bytes = 0;
    for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read())
      bytes += chunk.value.length;
    expect(bytes).toBeGreaterThan(40_000_000);
    expect(await running()).toBe(0);
  });
});

async function drain(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<void> {
  while (reader && !(await reader.read()).done);
}
