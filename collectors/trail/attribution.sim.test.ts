import { beforeAll, expect, it, vi } from "vitest";
import { testDatabase } from "#lib/testing/database.ts";
import { testNow, testSimulator } from "../testing.ts";
import { collectAt, whoChanged } from "./testing.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const simulator = testSimulator({ fleet: { accounts: 3, regions: 1, endpoints: 40 } });
const db = testDatabase();
const minute = 60_000;
const region = "us-east-1";
const inventory = ["endpoints", "network", "services", "connections", "load-balancers"];
let accountId = "";

const run = (...collectors: string[]) => collectAt(db, { accountId, region }, ...collectors);
const service = () => {
  const found = simulator.it.fleet.services.find((one) => one.accountId === accountId);
  if (!found) throw new Error("the fleet has no service in this account");
  return found;
};
const endpoints = () =>
  simulator.it.fleet
    .endpoints(accountId, region, testNow)
    .filter(({ type, policy }) => type === "Interface" && policy === "full");

beforeAll(async () => {
  const { services } = simulator.it.fleet;
  accountId =
    services.find(
      (one) =>
        one.region === region && simulator.it.fleet.endpoints(one.accountId, region, testNow).length > 3,
    )?.accountId ?? "";
  await run(...inventory, "trail");
});

const nameOf = async (resourceId: string, field: string | null) => {
  const changes = await whoChanged(db, accountId);
  return changes.findLast((change) => change.resourceId === resourceId && change.field === field)?.who;
};

it("says nothing is known yet before CloudTrail has told, then who it was, then that it is settled", async () => {
  const [endpoint] = endpoints();
  const id = endpoint?.id ?? "";
  simulator.at(testNow + 3 * minute);
  const alice = { roleName: "NetworkAdmin", sessionName: "alice", lateMs: 9 * minute };
  simulator.it.control.modifyEndpoint(id, { policyDocument: '{"Statement":[]}' }, alice);
  simulator.at(testNow + 10 * minute);
  await run(...inventory, "trail");
  expect(await nameOf(id, "policyDocument")).toEqual({ kind: "unknown", reason: "not-yet" });
  simulator.at(testNow + 20 * minute);
  await run("trail");
  expect(await nameOf(id, "policyDocument")).toMatchObject({
    kind: "named",
    by: {
      actor: "NetworkAdmin/alice",
      actorArn: `arn:aws:sts::${accountId}:assumed-role/NetworkAdmin/alice`,
      eventName: "ModifyVpcEndpoint",
      eventTime: new Date(testNow + 3 * minute).toISOString(),
    },
    settled: false,
  });
  simulator.at(testNow + 30 * minute);
  await run("trail");
  expect(await nameOf(id, "policyDocument")).toMatchObject({ kind: "named", settled: true });
});

it("tells apart what was done to endpoint, group and service in the same minutes, and by whom", async () => {
  const [, endpoint] = endpoints();
  const { id: serviceId } = service();
  const [network] = (
    await db.pool.query(
      "SELECT group_id AS id FROM security_group WHERE account_id = $1 ORDER BY 1 LIMIT 1",
      [accountId],
    )
  ).rows as { id: string }[];
  const groupId = network?.id ?? "";
  const principal = "arn:aws:iam::999999999999:root";
  const { control } = simulator.it;
  simulator.at(testNow + 40 * minute);
  control.modifyEndpoint(endpoint?.id ?? "", { privateDns: !endpoint?.privateDns }, { sessionName: "dora" });
  const rule = { egress: false, protocol: "tcp", fromPort: 8443, toPort: 8443, cidr: "10.9.0.0/16" };
  control.changeRule(groupId, "add", rule, { sessionName: "gil" });
  control.changePermissions(serviceId, { add: [principal] }, { sessionName: "sam" });
  simulator.at(testNow + 50 * minute);
  await run(...inventory);
  simulator.at(testNow + 70 * minute);
  await run("trail");
  const session = async (resourceId: string, field: string | null) => {
    const who = await nameOf(resourceId, field);
    return who?.kind === "named" ? `${who.by.actor.split("/")[1]}: ${who.by.eventName}` : who;
  };
  expect(await session(endpoint?.id ?? "", "privateDnsEnabled")).toBe("dora: ModifyVpcEndpoint");
  expect(await session(groupId, "ipPermissions")).toBe("gil: AuthorizeSecurityGroupIngress");
  expect(await session(`${serviceId}/${principal}`, null)).toBe("sam: ModifyVpcEndpointServicePermissions");
});

it("names nobody where two people did the same between two looks", async () => {
  const [, , endpoint] = endpoints();
  const id = endpoint?.id ?? "";
  simulator.at(testNow + 80 * minute);
  simulator.it.control.modifyEndpoint(id, { tags: { team: "a" } }, { sessionName: "ann" });
  simulator.at(testNow + 81 * minute);
  simulator.it.control.modifyEndpoint(id, { tags: { team: "b" } }, { sessionName: "ben" });
  simulator.at(testNow + 90 * minute);
  await run(...inventory);
  simulator.at(testNow + 110 * minute);
  await run("trail");
  const who = await nameOf(id, "tags");
  expect(who).toMatchObject({ kind: "ambiguous", settled: true });
  expect(who?.kind === "ambiguous" && who.candidates.map(({ actor }) => actor.split("/")[1])).toEqual([
    "ben",
    "ann",
  ]);
});

it("says that no call fits where the change came without one", async () => {
  const [, , , endpoint] = endpoints();
  if (endpoint) endpoint.tags = { ...endpoint.tags, silently: "changed" };
  simulator.at(testNow + 120 * minute);
  await run(...inventory);
  simulator.at(testNow + 140 * minute);
  await run("trail");
  expect(await nameOf(endpoint?.id ?? "", "tags")).toEqual({ kind: "unknown", reason: "no-event" });
});
