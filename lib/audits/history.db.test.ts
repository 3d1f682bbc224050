import fc from "fast-check";
import { expect, it } from "vitest";
import { configSchema } from "../config/schema.ts";
import { inTransaction } from "../db/transaction.ts";
import { writeInventory } from "../inventory/mutations.ts";
import { prepareRows } from "../inventory/prepare.ts";
import { type InventoryRow, tables } from "../inventory/tables.ts";
import { endpointRow } from "../testing/endpointRows.ts";
import { processDatabase } from "../testing/rows.ts";
import { makeSnapshot } from "./mutations.ts";

const db = processDatabase();
const config = configSchema.parse({});
const accountId = "111111111111";
const region = "us-east-1";
const start = Date.parse("2026-07-10T00:00:00Z");
const timeOf = (step: number) => new Date(start + step * 86_400_000);

/** An endpoint as AWS lists it at one look; null where it is not listed. */
const endpoint = fc.option(
  fc.record({
    state: fc.constantFrom("available", "pending", "failed"),
    tags: fc.constantFrom<Record<string, string>>(
      {},
      { team: "core" },
      { Team: "edge", env: "prod" },
      { team: "" },
    ),
    securityGroupIds: fc.subarray(["sg-1", "sg-2"]),
    policyDocument: fc.constantFrom(null, '{"Statement":[]}', "no json"),
    privateDnsEnabled: fc.constantFrom(null, true, false),
  }),
  { freq: 3 },
);
interface Look {
  listed: Record<string, Record<string, unknown> | null>;
  complete: boolean;
}
const look: fc.Arbitrary<Look> = fc.record({
  listed: fc.record({ "vpce-1": endpoint, "vpce-2": endpoint, "vpce-3": endpoint }),
  complete: fc.boolean(),
});

const columns = `vpc_endpoint_id, state, owner, environment, security_group_ids, policy_document, private_dns_enabled`;

/** One run of the collector, as the runner writes it. */
async function collect({ listed, complete }: Look, step: number, lastSuccessAt: Date | null) {
  const rows = Object.entries(listed).flatMap(([id, values]) => {
    if (!values) return [];
    const {
      accountId: _account,
      region: _region,
      azIds: _zones,
      firstSeenAt: _first,
      lastSeenAt: _last,
      collector: _by,
      ...row
    } = endpointRow(id);
    return [{ ...row, ...values, creationTimestamp: null, raw: {} } as InventoryRow];
  });
  const prepared = prepareRows([{ table: tables.vpcEndpoint, rows }], config.tags);
  await inTransaction(db.pool, (client) =>
    writeInventory(client, prepared, {
      accountId,
      region,
      collector: "endpoints",
      runId: "0190e0e0-0000-7000-8000-000000000001",
      now: timeOf(step),
      complete,
      lastSuccessAt,
      fresh: false,
    }),
  );
}

it("finds every past moment again in what the collectors logged since", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(look, { minLength: 2, maxLength: 5 }), async (looks) => {
      await db.pool.query("TRUNCATE vpc_endpoint, resource_change");
      let lastSuccessAt: Date | null = null;
      const stored: unknown[][] = [];
      for (const [step, each] of looks.entries()) {
        // Nothing is logged before the first complete run: it is what the log begins with.
        const complete = step === 0 || each.complete;
        await collect({ ...each, complete }, step, lastSuccessAt);
        if (complete) lastSuccessAt = timeOf(step);
        const { rows } = await db.pool.query(
          `SELECT ${columns} FROM vpc_endpoint WHERE gone_at IS NULL ORDER BY 1`,
        );
        stored.push(rows);
      }
      const { rows: seen } = await db.pool.query<{ first: Date | null }>(
        "SELECT min(first_seen_at) AS first FROM vpc_endpoint",
      );
      const first = seen[0]?.first;
      for (const [step, expected] of stored.entries()) {
        if (!first || first > timeOf(step)) continue;
        const quarter = { name: "2026Q3", from: new Date("2026-07-01T00:00:00Z"), to: timeOf(step) };
        const id = await makeSnapshot(db.pool, { quarter, madeBy: "test", now: timeOf(99), config });
        const { rows } = await db.pool.query(
          `SELECT ${columns} FROM audit_endpoint WHERE snapshot_id = $1 ORDER BY 1`,
          [id],
        );
        expect(rows).toEqual(expected);
      }
    }),
    { numRuns: 15 },
  );
});
