/**
 * What is wrong in the demo company and has to be found, one row for each: the check, where, since when, and what is the
 * matter. Endpoints are `account/region code/vpc/endpoint`, VPCs the same without the endpoint, services
 * `service/region code`, with `@2` for one of their zones (0, 1, 2) and with `own:`, `out:` or `wait:` for the company's own
 * paths, those of refused partners and of waiting ones; load balancers begin with `lb:`, accounts in a region with `in:`. A last `*` stands for any ending.
 */
import * as demo from "./demo.ts";
import type { DemoServices } from "./demo-services.ts";
import { type DemoContext, regionOf } from "./demo-shared.ts";
import { CALLS_HANG, GOES_SILENT } from "./faults/schema.ts";
import type { EndpointSpec, Planted, ServiceSpec } from "./types.ts";

type Row = [check: string, on: string, sentence: string, since?: string];

// biome-ignore format: a table, one row per line
const ROWS: Row[] = [
  // Client, and what only probes see.
  ["client-egress-blocked", "ml-platform-prod/us/batch/sqs", "The group of the workloads lost its outbound rule."],
  ["probe-connect-failing", "orders-prod/us/main/notify-dispatch", "Half of the probes get no connection.", "2026-09-14T07:30:00Z"],
  ["probe-latency-high", "identity-prod/us/main/notify-dispatch", "Probes take a hundred times as long as they should.", "2026-10-05T16:10:00Z"],
  ["cross-region-latency", "partner-gateway-prod/us/main/token-exchange", "Called from Ireland as well."],
  ["resolver-stale", "catalog-prod/us/main/kms", "One resolver keeps an address of last year.", "2026-10-12T09:00:00Z"],
  ["error-rate-high", "orders-prod/us/main/kms", "Three in ten calls are answered with 503.", "2026-11-02T05:20:00Z"],
  // Private DNS.
  ["dns-public-answer", "fraud-prod/us/main/secretsmanager", "A zone of the company's own answers with a public address.", "2026-10-26T11:45:00Z"],
  ["private-dns-off", "mobile-api-prod/us/main/secretsmanager", "Private DNS is off: calls go to the public name."],
  ["private-dns-off", "checkout-prod/jp/main/payments-api", "Private DNS is off although the service offers a name."],
  ["private-dns-off", "sandbox-dev/us/main/preview-*", "Previews leave private DNS off, and nothing else serves the name."],
  ["private-dns-off", "legacy-erp-prod/eu/legacy/secretsmanager", "Private DNS is off, for the VPC cannot have it."],
  ["private-dns-unverified", "own:partner-edge/eu", "The private name was never verified."],
  ["private-dns-unverified", "ledger-postings/eu", "The private name failed verification."],
  ["vpc-dns-support-off", "sandbox-dev/us/scratch/*", "DNS support is off altogether."],
  ["vpc-dns-hostnames-off", "legacy-erp-prod/eu/legacy/kms", "DNS hostnames were switched off after private DNS was switched on."],
  ["dns-name-conflict", "orders-prod/us/main/sns*", "Two endpoints claim the name of SNS.", "2025-11-20T10:00:00Z"],
  ["dns-entries-missing", "data-lake-prod/us/main/secretsmanager", "AWS lists no name for it."],
  // The endpoint.
  ["endpoint-pending-acceptance", "partner-gateway-prod/us/main/payments-api", "Nobody has accepted it."],
  ["endpoint-pending-acceptance", "orders-prod/jp/main/payments-api", "Nobody has accepted it since the expansion."],
  ["endpoint-pending-acceptance", "wait:partner-edge/us", "A partner waits to be accepted."],
  ["endpoint-pending-acceptance", "wait:partner-edge/eu", "A partner waits to be accepted."],
  ["endpoint-rejected", "logistics-prod/us/main/partner-edge", "The provider said no: wrong account."],
  ["endpoint-rejected", "mobile-api-prod/jp/main/card-vault", "Rejected, and still billed."],
  ["endpoint-failed", "search-prod/jp/main/identity-api", "There was no free address when it was made."],
  ["endpoint-expired", "ml-platform-prod/eu/main/artifact-proxy", "Nobody accepted it for a week."],
  ["endpoint-partial", "notifications-prod/eu/main/orders-api", "One zone could not be provisioned."],
  ["subnet-ip-exhausted", "payments-prod/us/pci/*", "The subnet in the first zone has no free address left."],
  ["endpoint-eni-missing", "identity-prod/us/main/kms", "An interface vanished: fewer than subnets."],
  ["endpoint-sg-blocks-port", "orders-prod/us/main/ledger-postings", "Its group lets 3128 in, the service listens on 8443."],
  ["endpoint-sg-blocks-port", "support-tools-prod/us/main/warehouse-sql", "Its group lets 3128 in, the service listens on 5439."],
  ["endpoint-sg-default", "legacy-erp-prod/eu/main/directory-ldap", "It has the VPC's default group only: nothing but itself gets in."],
  ["endpoint-sg-default", "sandbox-dev/us/main/secretsmanager", "It has the VPC's default group only."],
  ["flow-log-rejects", "search-prod/us/main/identity-api", "A network ACL turns its clients away."],
  ["packets-dropped", "security-audit/us/main/stackwatch-intake", "Packets are larger than an endpoint takes."],
  ["endpoint-policy-denies", "catalog-prod/eu/main/secretsmanager", "Its policy denies what the application needs."],
  // The service.
  ["principal-not-allowed", "search-prod/eu/main/catalog-events", "Search was taken off the list of those who may connect."],
  ["allowed-principals-quota", "search-query/jp", "43 of 50 principals are on its list."],
  ["service-not-available", "directory-ldap/eu", "The service is being shut down."],
  ["connection-rejected", "logistics-prod/us/main/partner-edge", "The provider said no: wrong account."],
  ["connection-rejected", "mobile-api-prod/jp/main/card-vault", "The provider said no."],
  ["connection-rejected", "out:partner-edge/us", "A partner that was turned down keeps asking."],
  ["connection-rejected", "out:partner-edge/eu", "A partner that was turned down keeps asking."],
  ["notifications-missing", "partner-edge/us", "Connections wait for acceptance, and nobody is told of them."],
  ["open-service", "model-gateway/us", "Open to everybody without acceptance."],
  ["principal-too-wide", "artifact-proxy/us", "Anybody may ask to connect."],
  // The load balancer and its zones.
  ["az-not-served", "notify-dispatch/eu@2", "Served in one zone fewer than its consumers use."],
  ["cross-zone-off", "feature-store/us@2", "The third zone has no target, and cross-zone is off."],
  ["lb-replaced", "artifact-proxy/jp", "Its load balancer was deleted and made anew."],
  ["lb-internet-facing", "token-exchange/eu", "An internet-facing load balancer behind a private service."],
  ["lb-no-listener", "lake-export/us", "The listener was deleted."],
  ["lb-sg-blocks-port", "identity-api/jp", "The load balancer's group lets the old proxy's port in only."],
  ["lb-flow-pressure", "fraud-scoring/jp", "More flows than its load balancer takes."],
  ["alb-target-chain", "checkout-session/jp", "The health check asks another port than the one that is called."],
  ["single-az-endpoint", "payments-prod/us/main/fraud-scoring", "One zone only, in production."],
  ["single-az-endpoint", "checkout-prod/eu/main/identity-api", "One zone only, in production."],
  ["single-az-endpoint", "orders-prod/us/main/orders-db-proxy", "One zone only, in production."],
  // The targets.
  ["targets-unhealthy", "warehouse-sync/eu@1", "All targets of the second zone time out."],
  ["targets-empty", "erp-bridge/eu", "Nothing is behind it any more."],
  ["health-check-port-mismatch", "secrets-broker/eu", "The health check asks port 8201, the service moved to 8200."],
  ["source-ip-not-preserved", "token-exchange/us", "Its application wants to know who calls, and is not told."],
  // Beside the paths.
  ["provisioning-failing", "in:search-prod/jp", "There are next to no free addresses to make endpoints with."],
  ["provisioning-failing", "in:payments-dev/us", "People of the team may not make endpoints, and try."],
  ["provisioning-failing", "in:ml-platform-dev/us", "People of the team may not make endpoints, and try."],
  ["provisioning-failing", "in:sandbox-dev/us", "People of the team may not make endpoints, and try."],
  ["endpoint-quota", "quota:L-3248932A", "A policy has grown to most of the characters it may have."],
  ...demo.ODDITIES.filter(({ patch }) => patch.idleSince !== undefined).map(
    ({ endpoint, why, patch }): Row => ["idle-endpoint", endpoint, `Idle: ${why}.`, `${patch.idleSince}T00:00:00Z`],
  ),
  ["idle-endpoint", "sandbox-dev/us/main/ssm", "Never used."],
  ["idle-az", "catalog-prod/us/main/search-query", "The client pins two addresses: the third zone receives nothing."],
  ["idle-service", "returns-portal/us", "It never got a consumer."],
  ...demo.ORPHAN_BALANCERS.map((path): Row => ["orphan-nlb", `lb:${path}`, "It stands behind no service any more."]),
  ["missing-gateway-endpoint", "data-lake-prod/us/etl", "It sends to S3 through an endpoint that is paid for."],
  ["duplicate-endpoint", "checkout-prod/eu/main/catalog-read", "A second endpoint to one service in one VPC."],
  ["endpoint-policy-open", "ledger-prod/us/main/kms", "Its policy allows everything."],
  ["untagged-owner", "search-prod/us/main/kms", "It has no tags at all."],
  ["untagged-owner", "catalog-prod/us/main/logs", "Its owner tag is empty."],
  ["flow-logs-off", "legacy-erp-prod/eu/legacy/*", "The VPC has no flow logs."],
  ["deletion-protection-off", "lb:artifact-proxy/eu", "Its load balancer can be deleted by accident."],
];

/**
 * Previews come and go by the clock. Making one is a call too many now and then; those that were gone before the first
 * look are on the bill, and nobody can know of them. What is new stands out of the bill for some weeks.
 */
const SOMETIMES: Row[] = [
  [
    "cost-anomaly",
    "in:security-audit/us",
    "New detections cost more than the weeks before, in the weeks after they came.",
  ],
  ["cost-unreconciled", "in:ci-runners-prod/us", "Previews that are gone are on the bill."],
  ["cost-unreconciled", "in:sandbox-dev/us", "Previews that are gone are on the bill."],
  ["cost-unreconciled", "in:search-staging/us", "Previews that are gone are on the bill."],
  ["provisioning-failing", "in:ci-runners-prod/us", "Now and then a preview is made in a second try."],
  ["provisioning-failing", "in:search-staging/us", "Now and then a preview is made in a second try."],
];

/** Incidents come round: they are to be found while they last. */
// biome-ignore format: a table, one row per line
const INCIDENTS: [incident: string, check: string, sentence: string][] = [
  ["reset-storm", "endpoint-resets", "Deploys cut long connections every second day."],
  ["idle-timeout-resets", "lb-resets-idle-timeout", "Long queries die at 350 seconds."],
  ["bypass", "unexpected-egress", "Its clients call the public address and leave through the NAT gateway."],
];

/** Checks that fail for the same reason. Whoever cannot get through sees it in probes, and after a while in silence. */
const SHUT = [...CALLS_HANG, ...GOES_SILENT];
const ASTRAY = [...SHUT, "dns-public-answer", "resolver-stale", "private-dns-off"];
const IMPLIED: Record<string, readonly string[]> = {
  "client-egress-blocked": SHUT,
  "probe-connect-failing": ["error-rate-high"],
  "error-rate-high": ["probe-connect-failing"],
  "private-dns-off": ASTRAY,
  "private-dns-unverified": ASTRAY,
  "vpc-dns-support-off": ASTRAY,
  "vpc-dns-hostnames-off": ASTRAY,
  "dns-name-conflict": ["duplicate-endpoint"],
  "endpoint-pending-acceptance": SHUT,
  "endpoint-rejected": SHUT,
  "endpoint-failed": SHUT,
  "endpoint-expired": [...SHUT, "connection-rejected"],
  "endpoint-partial": SHUT,
  "endpoint-eni-missing": SHUT,
  "endpoint-sg-blocks-port": SHUT,
  "endpoint-sg-default": [...SHUT, "endpoint-sg-blocks-port"],
  "flow-log-rejects": SHUT,
  "packets-dropped": CALLS_HANG,
  "service-not-available": SHUT,
  "az-not-served": SHUT,
  "cross-zone-off": SHUT,
  "lb-replaced": [...SHUT, "orphan-nlb"],
  "lb-no-listener": SHUT,
  "lb-sg-blocks-port": SHUT,
  "lb-flow-pressure": CALLS_HANG,
  "targets-unhealthy": [...SHUT, "cross-zone-off"],
  "targets-empty": [...SHUT, "targets-unhealthy"],
  "health-check-port-mismatch": [...SHUT, "targets-unhealthy"],
  "endpoint-resets": [...CALLS_HANG, "lb-resets-idle-timeout"],
  "lb-resets-idle-timeout": [...CALLS_HANG, "lb-resets-idle-timeout"],
};

/** The rows with ids in place of names. @throws Error for a row that names nothing. */
export function demoPlanted(context: DemoContext, built: DemoServices): Planted[] {
  return [
    ...ROWS.map((row) => plantedBy(context, built, row)),
    ...SOMETIMES.map((row) => {
      const fault = plantedBy(context, built, row);
      return { ...fault, foundOn: [], implied: [fault.checkId] };
    }),
    ...demo.INCIDENTS.flatMap(({ name, on }) => {
      const symptoms = INCIDENTS.filter(([incident]) => incident === name);
      return symptoms.map(([incident, check, sentence]) => {
        const fault = { ...plantedBy(context, built, [check, on, sentence]), incident };
        const vpc = context.endpoints.get(on)?.vpc.id;
        // What passes an endpoint by is a matter of its VPC, and shows for a day longer.
        if (check !== "unexpected-egress" || !vpc) return fault;
        return {
          ...fault,
          foundOn: [vpc],
          implied: [check, ...GOES_SILENT],
          impliedOn: [vpc, fault.resourceId],
        };
      });
    }),
  ];
}

function plantedBy(context: DemoContext, built: DemoServices, [checkId, on, sentence, since]: Row): Planted {
  const [name, zone] = on.split("@") as [string, string | undefined];
  const { resourceId, subjects, azIds } = found(context, built, name);
  const azId = zone === undefined ? undefined : azIds[Number(zone)];
  if (resourceId === undefined || subjects.length === 0) throw new Error(`planted nowhere: ${checkId} ${on}`);
  return {
    checkId,
    resourceId,
    azIds: azId === undefined ? [] : [azId],
    since: since === undefined ? null : new Date(since).toISOString(),
    sentence,
    foundOn: subjects,
    implied: [...(IMPLIED[checkId] ?? [])],
    impliedOn: subjects,
  };
}

interface Where {
  resourceId: string | undefined;
  /** What its checks speak of. */
  subjects: string[];
  azIds: string[];
}

function found({ endpoints, accounts, vpcs }: DemoContext, built: DemoServices, on: string): Where {
  const only = (id: string): Where => ({ resourceId: id, subjects: [id], azIds: [] });
  if (on.startsWith("quota:")) return only(on.slice(6));
  if (on.startsWith("in:")) {
    const [name = "", code = ""] = on.slice(3).split("/");
    return only(`${accounts.get(name)?.id}/${regionOf(code)}`);
  }
  if (on.startsWith("lb:")) {
    const [name = "", code = ""] = on.slice(3).split("/").slice(-2).reverse();
    const direct = built.services.get(on.slice(3))?.loadBalancers[0];
    const arn = (direct ?? built.balancers.find((one) => one.name === name && one.region === regionOf(code)))
      ?.arn;
    return { resourceId: arn, subjects: arn ? [arn] : [], azIds: [] };
  }
  const [part, name = part] = on.split(":") as [string, string?];
  const service = built.services.get(name);
  if (service) return ofService(service, [...endpoints.values()], part);
  const exact = endpoints.get(on);
  const own = exact
    ? [exact]
    : [...endpoints].flatMap(([key, one]) =>
        on.endsWith("*") && key.startsWith(on.slice(0, -1)) && one.type === "Interface" ? [one] : [],
      );
  const vpc = vpcs.get(on.split("/").slice(0, 3).join("/"));
  if (vpc && on.split("/").length === 3) return only(vpc.id);
  return { resourceId: exact?.id ?? vpc?.id, subjects: own.map(({ id }) => id), azIds: exact?.azIds ?? [] };
}

/**
 * Every path to a service, from outside the company too; `own` those from inside alone, `out` those of partners who were
 * turned down, `wait` of those who wait. The service itself where there is none.
 */
function ofService(service: ServiceSpec, endpoints: readonly EndpointSpec[], part: string): Where {
  const { id: resourceId, azIds, outsideConsumers } = service;
  const inside = endpoints
    .filter(({ serviceName }) => serviceName === service.serviceName)
    .map(({ id }) => id);
  const wanted: Record<string, string> = { out: "rejected", wait: "pendingAcceptance" };
  const outside = outsideConsumers
    .filter(({ state }) => (wanted[part] ?? state) === state)
    .map((one) => one.vpcEndpointId);
  const subjects = part === "own" ? inside : part in wanted ? outside : [...inside, ...outside];
  return { resourceId, subjects: subjects.length > 0 ? subjects : [resourceId], azIds };
}
