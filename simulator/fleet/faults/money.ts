/** What makes a bill another than was expected, and endpoints that one could stand for; how long new ones take. */
import { awsServiceOf } from "../aws-services.ts";
import { CALLS_HANG, type Fault, GOES_SILENT, type Told } from "./schema.ts";
import { idsOf, isMeasured, iso } from "./world.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A day that is wholly billed, and young enough to be judged. */
const DAYS_BACK = 4;
const FEWEST_VPCS = 3;
/** Longer than anybody looks back: an incident that does not come round. */
const YEARS = 20;

export const moneyFaults: readonly Fault[] = [
  {
    check: "provisioning-slow",
    plant(world) {
      const vpc = world.place((one) => world.endpointsIn(one).some((own) => world.isSound(own)));
      const endpoint = vpc && world.endpoint((one) => one.vpc === vpc);
      if (!endpoint) return undefined;
      endpoint.state = "pending";
      endpoint.createdAt = world.now - Math.floor(20 + 40 * world.draw()) * MINUTE;
      return {
        resourceId: placeOf(endpoint),
        since: iso(endpoint.createdAt),
        sentence: `${endpoint.id} was asked for at ${iso(endpoint.createdAt)} and is pending still.`,
        implied: [...CALLS_HANG, ...GOES_SILENT, "resolver-stale", "dns-public-answer"],
        impliedOn: [endpoint.id, placeOf(endpoint)],
      };
    },
  },
  {
    check: "unexpected-egress",
    plant(world) {
      const endpoint = world.awsEndpoint(
        (one) => one.traffic !== undefined && one.createdAt < world.now - 40 * DAY && isMeasured(one),
      );
      if (!endpoint?.traffic) return undefined;
      endpoint.traffic = { ...endpoint.traffic, bytesPerDay: 4e9 };
      const since = Math.floor(world.now / DAY - 1) * DAY;
      const [everyMinutes, lastsMinutes] = [YEARS * 365 * 1440, 30 * 1440];
      world.plan.incidents.push({
        ...{ name: "bypass", target: endpoint.id, bypass: true, everyMinutes, lastsMinutes },
        ...{
          offsetMinutes: (since / MINUTE) % everyMinutes,
          factors: { bytes: 0.1, connections: 0.1, resets: 0.1, drops: 0.1, active: 0.1 },
        },
      });
      return {
        resourceId: endpoint.vpc.id,
        since: iso(since),
        sentence: `Since ${iso(since)} nine tenths of what ${endpoint.id} carried leave through the NAT gateway.`,
        // What a day's gigabytes cost less is little; beside a single endpoint it may be a tenth of the bill.
        implied: ["cost-anomaly"],
        impliedOn: [placeOf(endpoint)],
      };
    },
  },
  billed("cost-unreconciled", "cost-anomaly", (hours) => hours),
  billed("cost-anomaly", "cost-unreconciled", (hours) => 2 * hours),
  {
    check: "central-endpoint-candidate",
    needs: "vpc",
    plant(world) {
      const found = world.shared(FEWEST_VPCS, (one) => {
        return awsServiceOf(one.serviceName) !== undefined && one.state === "available" && isMeasured(one);
      });
      const [first] = found;
      if (!first) return undefined;
      for (const endpoint of found)
        endpoint.traffic = { rhythm: "steady", bytesPerDay: 1e7, bytesPerConnection: 20_000 };
      return {
        resourceId: first.serviceName,
        sentence: `${found.length} VPCs of ${first.region} have an endpoint to ${first.serviceName} each, and send next to nothing.`,
        impliedOn: idsOf(found),
      };
    },
  },
];

const placeOf = ({ accountId, region }: { accountId: string; region: string }) => `${accountId}/${region}`;
/** Zone-hours on the bill of a day that no endpoint used: as many as all of them did, or a multiple. */
function billed(check: string, other: string, hoursOf: (usual: number) => number): Fault {
  return {
    check,
    plant(world): Told | undefined {
      // Where nothing was ever billed, nobody knows what is usual.
      const vpc = world.place((one) => world.endpointsIn(one).some(({ type }) => type === "Interface"));
      if (!vpc) return undefined;
      const { accountId, region } = vpc;
      const own = world.plan.endpoints.filter((one) => placeOf(one) === placeOf(vpc));
      const usual = own.reduce((sum, { azIds }) => sum + 24 * azIds.length, 0);
      const hours = Math.max(600, hoursOf(usual));
      const day = iso(world.now - DAYS_BACK * DAY).slice(0, 10);
      world.plan.billDeviations ??= [];
      world.plan.billDeviations.push({ kind: "unknown-endpoint", accountId, region, day, hours });
      return {
        resourceId: placeOf(vpc),
        sentence: `${hours} zone-hours of ${day} are on the bill of ${accountId} in ${region}, and no endpoint used them.`,
        implied: [other],
      };
    },
  };
}
