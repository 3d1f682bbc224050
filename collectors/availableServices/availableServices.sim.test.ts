import { expect, it, vi } from "vitest";
import { testDatabase } from "#lib/testing/database.ts";
import { AWS_SERVICES } from "#simulator/fleet/aws-services.ts";
import { SharedAnswers } from "../aws/answers.ts";
import { collect, organizationConfig, testSimulator } from "../testing.ts";

const simulator = testSimulator({ fleet: { accounts: 40, regions: 2, endpoints: 60 } });
const db = testDatabase();
const only = ({ collector }: { collector: string }) =>
  ["accounts", "regions", "available-services"].includes(collector);

it("tells every account its own services on offer, although most are told the same", async () => {
  const find = vi.spyOn(SharedAnswers.prototype, "find");
  const runs = await collect(db, organizationConfig(), only);
  expect(runs.filter(({ outcome }) => outcome !== "success" && outcome !== "skipped")).toEqual([]);
  // Else everybody's answer was read by itself.
  expect(find.mock.results.filter(({ value }) => value !== undefined).length).toBeGreaterThan(5);
  const { rows } = await db.pool.query<{ accountId: string; region: string; own: string[]; aws: string }>(
    `SELECT account_id AS "accountId", region,
       COALESCE(array_agg(service_id ORDER BY service_id) FILTER (WHERE service_owner <> 'amazon'), '{}') AS own,
       count(*) FILTER (WHERE service_owner = 'amazon') || ' ' || md5(string_agg(
         (to_jsonb(s) - 'account_id' - 'first_seen_at' - 'last_seen_at')::text, '' ORDER BY service_id)
         FILTER (WHERE service_owner = 'amazon')) AS aws
     FROM available_service s WHERE gone_at IS NULL GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  const { fleet } = simulator.it;
  const visible = (accountId: string, region: string) =>
    fleet.services
      .filter((service) => service.region === region && service.supportedRegions.includes(region))
      .filter(
        ({ accountId: owner, allowedPrincipals }) =>
          owner === accountId ||
          allowedPrincipals.some((one) => one === "*" || one.includes(`::${accountId}:`)),
      )
      .map(({ id }) => id)
      .sort();
  const active = fleet.plan.accounts.filter(({ status }) => status === "ACTIVE");
  expect(rows.map(({ aws: _, ...row }) => row)).toEqual(
    active
      .flatMap(({ id }) =>
        ["eu-west-1", "us-east-1"].map((region) => ({ accountId: id, region, own: visible(id, region) })),
      )
      .sort((a, b) => (`${a.accountId}${a.region}` < `${b.accountId}${b.region}` ? -1 : 1)),
  );
  const byRegion = Map.groupBy(rows, ({ region }) => region);
  expect([...byRegion.values()].map((of) => new Set(of.map(({ aws }) => aws)).size)).toEqual([1, 1]);
  expect(Number.parseInt(rows[0]?.aws ?? "", 10)).toBe(AWS_SERVICES.length);
});
