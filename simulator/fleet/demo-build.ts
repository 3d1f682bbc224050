import { awsService, awsServiceName } from "./aws-services.ts";
import * as demo from "./demo.ts";
import { buildDemoServices, type DemoServices } from "./demo-services.ts";
import { accountWeight, creationTime, type DemoContext, demoTags, regionOf } from "./demo-shared.ts";
import { fold, hashString, unit } from "./hash.ts";
import { accountId, MANAGEMENT_ACCOUNT, makeEndpoint, makeVpc } from "./make.ts";
import { demoPlanted } from "./planted.ts";
import type { AccountSpec, EndpointSpec, FleetPlan, IncidentSpec, TrafficSpec, VpcSpec } from "./types.ts";

const DAY = 86_400_000;

/** The demo fleet; the seed changes ids only, the company stays. */
export function buildDemoFleet(seed: string): FleetPlan {
  const context: DemoContext = { seed, accounts: new Map(), vpcs: new Map(), endpoints: new Map() };
  for (const row of demo.ACCOUNTS) context.accounts.set(row[0], demoAccount(row[0], row[1], row[2]));
  addVpcs(context);
  addAwsEndpoints(context);
  const services = buildDemoServices(context);
  addBatches(context);
  addPreviews(context);
  for (const oddity of demo.ODDITIES) applyOddity(context, oddity);
  return {
    name: "demo",
    seed,
    regions: demo.DEMO_REGIONS,
    accounts: [...context.accounts.values()],
    vpcs: [...context.vpcs.values()],
    endpoints: [...context.endpoints.values()],
    services: [...services.services.values(), ...services.thirdParty],
    loadBalancers: services.balancers,
    incidents: demo.INCIDENTS.map((incident) => demoIncident(context, services, incident)),
    planted: demoPlanted(context, services),
  };
}

function demoAccount(name: string, team: string, environment: string): AccountSpec {
  return {
    id: name === "management" ? MANAGEMENT_ACCOUNT : accountId(`meridian/${name}`),
    name,
    email: `aws+${name}@meridian-goods.example`,
    status: demo.SUSPENDED.includes(name) ? "SUSPENDED" : "ACTIVE",
    joinedAt: Date.UTC(2021, hashString(name) & 7, 5, 9, 30),
    // Network activity events are opt-in and cost money: most production accounts have them, no other does.
    networkActivity: environment === "production" && unit(hashString(`network-activity/${name}`)) < 0.7,
    tags: { team, env: environment, "cost-center": `CC-${100 + ((hashString(team) >>> 0) % 60)}` },
  };
}

function addVpcs(context: DemoContext): void {
  for (const [name, , environment, regions] of demo.ACCOUNTS) {
    const account = context.accounts.get(name) as AccountSpec;
    for (const code of regions.split(" ")) {
      const zones = environment === "production" ? 3 : 2;
      const tight = demo.TIGHT_VPCS.includes(`${name}/${code}/main`);
      const tags = { Name: `${name}-main`, env: environment, ...(tight ? { "ip-space": "tight" } : {}) };
      const flowLogs = unit(hashString(`${name}/${code}/flow`)) < 0.85;
      const inBucket = demo.FLOW_LOGS_IN_S3.includes(`${name}/${code}/main`);
      const flowLogBucket = inBucket ? `meridian-flow-logs-${regionOf(code)}` : undefined;
      context.vpcs.set(
        `${name}/${code}/main`,
        makeVpc(context.seed, account, regionOf(code), "main", zones, { tags, flowLogs, flowLogBucket }),
      );
    }
  }
  for (const extra of demo.EXTRA_VPCS) {
    const [name, code, vpcName] = extra.vpc.split("/") as [string, string, string];
    const { dnsSupport, dnsHostnames, flowLogs, clientsLocked, fullZones } = extra;
    const patch = {
      dnsSupport,
      dnsHostnames,
      flowLogs,
      clientsLocked,
      fullZones,
      tags: { Name: `${name}-${vpcName}` },
    };
    const account = context.accounts.get(name) as AccountSpec;
    context.vpcs.set(extra.vpc, makeVpc(context.seed, account, regionOf(code), vpcName, 2, patch));
  }
}

function addAwsEndpoints(context: DemoContext): void {
  for (const [name, , , regions, kits] of demo.ACCOUNTS) {
    for (const code of regions.split(" ")) {
      const present = kits.split(" ").filter((kit) => !demo.MISSING_KITS[code]?.includes(kit));
      const services = new Set(present.flatMap((kit) => demo.KITS[kit] ?? []));
      for (const service of services) addAwsEndpoint(context, `${name}/${code}/main`, service);
    }
  }
  for (const extra of demo.EXTRA_VPCS) {
    for (const service of extra.services) addAwsEndpoint(context, extra.vpc, service);
  }
  for (const vpcKey of demo.PAID_S3) {
    addAwsEndpoint(context, vpcKey, "s3", {
      ...{ key: "s3-paid", type: "Interface", azIds: context.vpcs.get(vpcKey)?.azIds, groups: ["endpoints"] },
      traffic: { rhythm: "nightly", bytesPerDay: 4e10, bytesPerConnection: 200_000 },
    });
  }
  for (const twin of demo.TWINS) {
    const [account, code, vpc, service] = twin.split("/") as [string, string, string, string];
    const key = `${service}-again`;
    const createdAt = Date.parse("2025-11-20T10:00:00Z");
    addAwsEndpoint(context, `${account}/${code}/${vpc}`, service, { key, createdAt });
  }
}

function addAwsEndpoint(
  context: DemoContext,
  vpcKey: string,
  name: string,
  more: Partial<EndpointSpec> = {},
): void {
  const vpc = context.vpcs.get(vpcKey) as VpcSpec;
  const service = awsService(name);
  if (!service) throw new Error(`no AWS service ${name}`);
  const key = `${vpcKey}/${more.key ?? name}`;
  const megabytes = (service.bytesPerConnection / 400) * (0.4 + unit(hashString(key)));
  const traffic: TrafficSpec = {
    rhythm: rhythmOf(name),
    bytesPerDay: Math.round(megabytes * 1e6 * accountWeight(vpcKey)),
    bytesPerConnection: service.bytesPerConnection,
  };
  const gateway = service.type === "Gateway";
  context.endpoints.set(
    key,
    makeEndpoint(context.seed, {
      name: more.key ?? name,
      vpc,
      type: service.type,
      serviceName: awsServiceName(vpc.region, name),
      azIds: gateway ? [] : vpc.azIds,
      createdAt: creationTime(key),
      groups: gateway ? [] : ["endpoints"],
      privateDns: !gateway && vpc.dnsSupport && vpc.dnsHostnames,
      tags: demoTags(vpcKey, name),
      traffic: gateway ? undefined : traffic,
      ...(({ key: _key, ...rest }) => rest)(more),
    }),
  );
}

function rhythmOf(service: string): TrafficSpec["rhythm"] {
  if (service.startsWith("ecr") || service.startsWith("codeartifact")) return "office";
  return ["glue", "athena", "kinesis-firehose"].includes(service) ? "nightly" : "consumer";
}

function addBatches(context: DemoContext): void {
  for (const { name, account, region, services, from, to } of demo.BATCHES) {
    const vpcKey = `${account}/${region}/main`;
    for (const [index, service] of services.entries()) {
      addAwsEndpoint(context, vpcKey, service, {
        key: `${name}-${service}`,
        createdAt: Date.parse(from) + (9 + index) * 3_600_000,
        deletedAt: to === undefined ? undefined : Date.parse(to) + (10 + index) * 3_600_000,
        // One endpoint of a VPC can take a service's name.
        privateDns: !context.endpoints.has(`${vpcKey}/${service}`),
        tags: demoTags(vpcKey, `${name}-${service}`),
      });
    }
  }
}

/** Preview endpoints of every week from 2025 to 2032: which of them exist is up to the clock. */
function addPreviews(context: DemoContext): void {
  const firstWeek = Date.UTC(2025, 0, 6);
  for (let week = 0; week < 400; week++) {
    for (const preview of demo.PREVIEWS) {
      for (const service of preview.services) {
        const hash = fold(hashString(`${preview.account}/${service}`), week);
        const createdAt = firstWeek + week * 7 * DAY + Math.floor(unit(hash) * 4.5 * DAY);
        const key = `preview-${1000 + week}-${service}`;
        const vpcKey = `${preview.account}/${preview.region}/main`;
        addAwsEndpoint(context, vpcKey, service, {
          key,
          createdAt,
          deletedAt: createdAt + preview.livesDays * DAY + Math.floor(unit(fold(hash, 1)) * DAY),
          privateDns: false,
          tags: { ...demoTags(vpcKey, `preview-${1000 + week}`), lifetime: `${preview.livesDays}d` },
          ...(preview.busy ? {} : { traffic: undefined }),
        });
      }
    }
  }
}

function applyOddity(context: DemoContext, oddity: demo.Oddity): void {
  const endpoint = context.endpoints.get(oddity.endpoint);
  if (!endpoint) throw new Error(`oddity of no endpoint: ${oddity.endpoint}`);
  const { zones, idleSince, bytesPerDay, rhythm, ...patch } = oddity.patch;
  Object.assign(endpoint, patch);
  if (zones !== undefined) endpoint.azIds = endpoint.azIds.slice(0, zones);
  const traffic = endpoint.traffic;
  if (!traffic) return;
  endpoint.traffic = {
    ...traffic,
    bytesPerDay: bytesPerDay ?? traffic.bytesPerDay,
    rhythm: rhythm ?? traffic.rhythm,
    idleSince: idleSince === undefined ? traffic.idleSince : Date.parse(idleSince),
  };
}

function demoIncident(
  context: DemoContext,
  services: DemoServices,
  incident: demo.DemoIncident,
): IncidentSpec {
  const { on, why: _why, ...rest } = incident;
  const [target, zone] = on.split("@") as [string, string | undefined];
  const service = services.services.get(target);
  const found = service ?? context.endpoints.get(target);
  if (!found) throw new Error(`incident ${incident.name} hits nothing: ${on}`);
  return { ...rest, target: zone === undefined ? found.id : `${found.id}@${found.azIds[Number(zone)]}` };
}
