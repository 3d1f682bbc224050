import { z } from "zod";
import { isListed } from "../fleet/fleet.ts";
import { isActive } from "../fleet/incidents.ts";
import type { EndpointSpec, Planted } from "../fleet/types.ts";
import { renderEndpoint } from "../services/ec2-endpoints.ts";
import type { Simulation } from "../simulation.ts";

const METERED_MS = 10 * 60_000;

const faultRule = z.strictObject({
  kind: z.enum(["throttle", "error", "html", "cut", "expired", "denied", "token"]).optional(),
  accountId: z.string().optional(),
  region: z.string().optional(),
  service: z.string().optional(),
  action: z.string().optional(),
  page: z.number().int().positive().optional(),
  rate: z.number().min(0).max(1).optional(),
  after: z.number().int().positive().optional(),
  times: z.number().int().positive().optional(),
  delayMs: z.number().min(0).optional(),
});

const endpointPatch = z.strictObject({
  tags: z.record(z.string(), z.string()).optional(),
  policyDocument: z.string().optional(),
  groups: z
    .array(z.enum(["default", "app", "endpoints", "private-link", "wrong-port", "wide-open"]))
    .optional(),
  state: z.string().optional(),
  privateDns: z.boolean().optional(),
});

const by = z.strictObject({
  roleName: z.string().optional(),
  sessionName: z.string().optional(),
  lateMs: z.number().min(0).optional(),
});

const groupRule = z.strictObject({
  egress: z.boolean().default(false),
  protocol: z.string(),
  fromPort: z.number().int(),
  toPort: z.number().int(),
  cidr: z.string().optional(),
  groupId: z.string().optional(),
});

const command = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("deny"), accountId: z.string(), action: z.string().optional() }),
  z.strictObject({ do: z.literal("allow"), accountId: z.string(), action: z.string().optional() }),
  z.strictObject({
    do: z.literal("region"),
    accountId: z.string(),
    region: z.string(),
    off: z.enum(["OptInRequired", "AuthFailure"]).nullable(),
  }),
  z.strictObject({ do: z.literal("throttle"), enabled: z.boolean() }),
  z.strictObject({ do: z.literal("fault"), rule: faultRule }),
  z.strictObject({ do: z.literal("clearFaults") }),
  z.strictObject({ do: z.literal("pageSize"), entries: z.number().int().positive().nullable() }),
  z.strictObject({ do: z.literal("plain"), enabled: z.boolean() }),
  z.strictObject({ do: z.literal("subnetGrainOnly"), enabled: z.boolean() }),
  z.strictObject({ do: z.literal("queries"), outcome: z.enum(["Complete", "Failed", "Timeout"]) }),
  z.strictObject({ do: z.literal("resourceCosts"), accountId: z.string(), enabled: z.boolean() }),
  z.strictObject({ do: z.literal("expireCredentials") }),
  z.strictObject({ do: z.literal("clock"), now: z.iso.datetime({ offset: true }).nullable() }),
  z.strictObject({ do: z.literal("removeEndpoint"), id: z.string(), by: by.optional() }),
  z.strictObject({
    do: z.literal("modifyEndpoint"),
    id: z.string(),
    patch: endpointPatch,
    by: by.optional(),
  }),
  z.strictObject({
    do: z.literal("changeRule"),
    groupId: z.string(),
    how: z.enum(["add", "remove"]),
    rule: groupRule,
    by: by.optional(),
  }),
  z.strictObject({
    do: z.literal("changePermissions"),
    serviceId: z.string(),
    add: z.array(z.string()).optional(),
    remove: z.array(z.string()).optional(),
    by: by.optional(),
  }),
  z.strictObject({
    do: z.literal("changeAcceptance"),
    serviceId: z.string(),
    required: z.boolean(),
    by: by.optional(),
  }),
  z.strictObject({
    do: z.literal("addEndpoint"),
    name: z.string(),
    vpcId: z.string(),
    serviceName: z.string(),
    azIds: z.array(z.string()).optional(),
    tags: z.record(z.string(), z.string()).optional(),
    bytesPerDay: z.number().optional(),
    by: by.optional(),
  }),
  z.strictObject({ do: z.literal("counters"), reset: z.boolean().optional() }),
  z.strictObject({ do: z.literal("reset") }),
]);

type ControlCommand = z.infer<typeof command>;

export interface ControlAnswer {
  status: number;
  body: unknown;
}

/** Answers `/_simulator/…`: commands by POST, the fleet's own truth by GET. */
export function answerControl(method: string, url: URL, body: string, simulation: Simulation): ControlAnswer {
  if (method === "POST" && url.pathname === "/_simulator/control") {
    const parsed = command.safeParse(parseJson(body));
    if (!parsed.success) return { status: 400, body: { error: z.prettifyError(parsed.error) } };
    try {
      return { status: 200, body: obey(parsed.data, simulation) ?? { ok: true } };
    } catch (error) {
      return { status: 404, body: { error: error instanceof Error ? error.message : String(error) } };
    }
  }
  if (url.pathname === "/_simulator/fleet")
    return { status: 200, body: listFleet(url.searchParams, simulation) };
  if (url.pathname === "/_simulator/planted") return { status: 200, body: plantedNow(simulation) };
  if (url.pathname === "/_simulator/counters")
    return { status: 200, body: simulation.control.counters.snapshot() };
  return { status: 404, body: { error: `nothing at ${method} ${url.pathname}` } };
}

/**
 * What was planted, of endpoints that exist by now. An incident is to be found while it lasts, and what is metered comes
 * a few minutes late.
 */
function plantedNow({ fleet, now }: Simulation): Planted[] {
  const lasting = new Set(
    fleet.plan.incidents
      .filter((one) => isActive(one, now() - METERED_MS - (one.seenAfterMinutes ?? 0) * 60_000))
      .map(({ name, target }) => `${name} ${target}`),
  );
  const exists = (id: string) => {
    const endpoint = fleet.endpointById(id);
    return endpoint === undefined || isListed(endpoint, now());
  };
  return (fleet.plan.planted ?? []).map((fault) => ({
    ...fault,
    foundOn:
      fault.incident === undefined || lasting.has(`${fault.incident} ${fault.resourceId}`)
        ? fault.foundOn.filter(exists)
        : [],
  }));
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function obey(order: ControlCommand, { control }: Simulation): unknown {
  switch (order.do) {
    case "deny":
      return control.deny(order.accountId, order.action);
    case "allow":
      return control.allow(order.accountId, order.action);
    case "region":
      return control.setRegionOff(order.accountId, order.region, order.off);
    case "throttle":
      control.throttle.enabled = order.enabled;
      return;
    case "fault":
      return { id: control.faults.add(order.rule) };
    case "clearFaults":
      return control.faults.clear();
    case "pageSize":
      control.pageSize = order.entries ?? undefined;
      return;
    case "plain":
      control.plain = order.enabled;
      return;
    case "subnetGrainOnly":
      control.subnetGrainOnly = order.enabled;
      return;
    case "queries":
      control.queryOutcome = order.outcome;
      return;
    case "resourceCosts":
      if (order.enabled) control.resourceCosts.add(order.accountId);
      else control.resourceCosts.delete(order.accountId);
      return;
    case "expireCredentials":
      return control.expireCredentials();
    case "clock":
      return control.clock.set(order.now === null ? undefined : Date.parse(order.now));
    case "removeEndpoint":
      return control.removeEndpoint(order.id, order.by);
    case "modifyEndpoint":
      return { id: control.modifyEndpoint(order.id, order.patch, order.by).id };
    case "changeRule":
      return control.changeRule(order.groupId, order.how, order.rule, order.by);
    case "changePermissions":
      return control.changePermissions(order.serviceId, order, order.by);
    case "changeAcceptance":
      return control.changeAcceptance(order.serviceId, order.required, order.by);
    case "addEndpoint": {
      const { do: _do, by: whom, ...input } = order;
      return { id: control.addEndpoint(input, whom).id };
    }
    case "counters": {
      const counts = control.counters.snapshot();
      if (order.reset) control.counters.reset();
      return counts;
    }
    case "reset":
      return control.reset();
  }
}

/** The simulator's truth of one type, of one account and region or of all of them. */
function listFleet(query: URLSearchParams, simulation: Simulation): unknown {
  const { fleet } = simulation;
  const within = (resource: { accountId: string; region: string }) =>
    (query.get("accountId") ?? resource.accountId) === resource.accountId &&
    (query.get("region") ?? resource.region) === resource.region;
  switch (query.get("type") ?? "vpc-endpoint") {
    case "account":
      return fleet.plan.accounts;
    case "vpc":
      return fleet.plan.vpcs.filter(within);
    case "vpc-endpoint-service":
      return fleet.services.filter(within).map(({ loadBalancers, ...service }) => ({
        ...service,
        loadBalancerArns: loadBalancers.map((balancer) => balancer.arn),
      }));
    case "load-balancer":
      return fleet.plan.loadBalancers
        .filter(within)
        .map(({ service, vpc, ...balancer }) => ({ ...balancer, vpcId: vpc.id, serviceId: service?.id }));
    case "incident":
      return fleet.plan.incidents;
    default:
      return fleet.plan.endpoints
        .filter((endpoint) => within(endpoint) && isListed(endpoint, simulation.now()))
        .map((endpoint) => describeEndpoint(endpoint, simulation));
  }
}

function describeEndpoint(endpoint: EndpointSpec, simulation: Simulation): unknown {
  const wire = renderEndpoint(endpoint, { now: simulation.now(), fleet: simulation.fleet });
  return {
    key: endpoint.key,
    accountId: endpoint.accountId,
    region: endpoint.region,
    azIds: endpoint.azIds,
    ...wire,
  };
}
