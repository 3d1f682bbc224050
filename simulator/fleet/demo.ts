/**
 * The demo company, Meridian Goods: who has accounts, what they run, what is wrong with it.
 * Everything that is deliberately odd stands in ODDITIES with a word of why; `demo-build.ts` turns the tables
 * into a fleet. Nothing here depends on the day the simulator is started.
 */
import type { EndpointSpec, IncidentSpec, RhythmName, TargetCondition } from "./types.ts";

export const DEMO_REGIONS = ["us-east-1", "eu-west-1", "ap-northeast-1"];

/** us, eu and jp in the tables below. */
export const REGION_CODES: Record<string, string> = {
  us: "us-east-1",
  eu: "eu-west-1",
  jp: "ap-northeast-1",
};

export type Environment = "production" | "staging" | "development";

/** AWS services an account's VPC has endpoints for. */
export const KITS: Record<string, string[]> = {
  base: ["s3", "secretsmanager", "kms", "logs"],
  lean: ["s3", "secretsmanager", "logs"],
  containers: ["ecr.api", "ecr.dkr"],
  fleet: ["ssm", "ssmmessages", "ec2messages"],
  tables: ["dynamodb"],
  messaging: ["sqs", "sns", "events"],
  analytics: ["glue", "athena", "kinesis-streams", "kinesis-firehose"],
  ml: ["sagemaker.runtime", "bedrock-runtime"],
  watch: ["monitoring", "xray"],
};

/** Kits that a region does without: Tokyo pulls its images through the artifact proxy. */
export const MISSING_KITS: Record<string, string[]> = { jp: ["containers"] };

/**
 * How an account writes its tags: `lower` (team, env, app), `title` (Team, Environment, Application),
 * `owner` (owner, environment, application) or `none` (the team never agreed).
 */
export type TagStyle = "lower" | "title" | "owner" | "none";

/** name, team, environment, regions, kits, traffic weight, tag style */
// biome-ignore format: a table, one row per line
export const ACCOUNTS: [string, string, Environment, string, string, number, TagStyle?][] = [
  ["management", "platform", "production", "us", "lean", 0.1],
  ["log-archive", "security", "production", "us", "lean", 0.6],
  ["security-audit", "security", "production", "us eu", "lean watch", 0.3],
  ["shared-network-prod", "network", "production", "us eu jp", "base fleet", 1],
  ["shared-network-staging", "network", "staging", "us", "lean", 0.2],
  ["shared-services-prod", "platform", "production", "us eu jp", "base containers", 1.6],
  ["identity-prod", "identity", "production", "us eu jp", "base containers tables", 2.2],
  ["identity-staging", "identity", "staging", "us", "lean containers", 0.15],
  ["payments-prod", "payments", "production", "us eu jp", "base containers tables messaging", 3.4],
  ["payments-staging", "payments", "staging", "us eu", "base containers", 0.25],
  ["payments-dev", "payments", "development", "us", "lean", 0.05],
  ["ledger-prod", "ledger", "production", "us eu", "base containers messaging", 1.8, "title"],
  ["ledger-staging", "ledger", "staging", "us", "lean containers", 0.1, "title"],
  ["fraud-prod", "risk", "production", "us eu jp", "base containers ml", 2.1],
  ["fraud-staging", "risk", "staging", "us", "lean ml", 0.1],
  ["checkout-prod", "checkout", "production", "us eu jp", "base containers tables messaging", 4],
  ["checkout-staging", "checkout", "staging", "eu", "base containers", 0.3],
  ["catalog-prod", "catalog", "production", "us eu jp", "base containers tables", 2.6],
  ["catalog-staging", "catalog", "staging", "eu", "lean containers", 0.2],
  ["search-prod", "search", "production", "us eu jp", "base containers", 3],
  ["search-staging", "search", "staging", "us", "lean", 0.2],
  ["orders-prod", "orders", "production", "us eu jp", "base containers messaging", 2.9],
  ["orders-staging", "orders", "staging", "us", "lean containers", 0.2],
  ["logistics-prod", "logistics", "production", "us eu jp", "base messaging", 1.3, "owner"],
  ["logistics-staging", "logistics", "staging", "eu", "lean", 0.1, "owner"],
  ["data-lake-prod", "data-platform", "production", "us eu", "base analytics watch", 8],
  ["data-lake-staging", "data-platform", "staging", "us", "lean analytics", 0.5],
  ["ml-platform-prod", "ml-platform", "production", "us eu", "base containers ml", 3],
  ["ml-platform-dev", "ml-platform", "development", "us", "lean ml containers", 0.4],
  ["observability-prod", "sre", "production", "us eu jp", "base watch", 5],
  ["partner-gateway-prod", "partners", "production", "us eu", "base containers", 1.1],
  ["partner-gateway-staging", "partners", "staging", "us", "lean", 0.1],
  ["mobile-api-prod", "mobile", "production", "us eu jp", "base containers", 3.2],
  ["mobile-api-staging", "mobile", "staging", "us", "lean", 0.2],
  ["notifications-prod", "messaging", "production", "us eu", "base messaging", 1.4, "owner"],
  ["support-tools-prod", "support", "production", "us", "lean fleet", 0.3, "title"],
  ["legacy-erp-prod", "finance-it", "production", "eu", "lean fleet", 0.2, "none"],
  ["sandbox-dev", "platform", "development", "us", "lean fleet", 0.02, "none"],
  ["ci-runners-prod", "platform", "production", "us", "base containers fleet", 2.4],
  // Bought in 2023, closed since; Organizations keeps listing it.
  ["acquired-shopfront", "platform", "production", "us", "", 0, "none"],
];

export const SUSPENDED = ["acquired-shopfront"];

export interface DemoService {
  name: string;
  owner: string;
  regions: string;
  port: number;
  /** Accounts that connect, or a group of CONSUMER_GROUPS. */
  consumers: string;
  megabytesPerDay: number;
  rhythm: RhythmName;
  bytesPerConnection: number;
  acceptance?: true;
  privateDns?: string;
  balancers?: number;
  protocol?: "TLS";
  type?: "GatewayLoadBalancer";
}

export const CONSUMER_GROUPS: Record<string, string> = {
  everyone:
    "payments-prod ledger-prod fraud-prod checkout-prod catalog-prod search-prod orders-prod logistics-prod mobile-api-prod notifications-prod",
};

function service(
  row: [
    name: string,
    owner: string,
    regions: string,
    port: number,
    consumers: string,
    megabytesPerDay: number,
  ],
  rhythm: RhythmName = "consumer",
  bytesPerConnection = 20_000,
  more: Partial<DemoService> = {},
): DemoService {
  const [name, owner, regions, port, consumers, megabytesPerDay] = row;
  return { name, owner, regions, port, consumers, megabytesPerDay, rhythm, bytesPerConnection, ...more };
}

// biome-ignore format: a table, one row per line
export const SERVICES: DemoService[] = [
  service(["payments-api", "payments-prod", "us eu jp", 443, "checkout-prod orders-prod mobile-api-prod partner-gateway-prod", 9_000], "consumer", 14_000, { acceptance: true, privateDns: "payments.meridian.internal", balancers: 2, protocol: "TLS" }),
  service(["card-vault", "payments-prod", "us eu jp", 8443, "checkout-prod mobile-api-prod", 900], "consumer", 6_000, { acceptance: true }),
  service(["identity-api", "identity-prod", "us eu jp", 443, "everyone", 2_400], "consumer", 7_000, { privateDns: "id.meridian.internal", protocol: "TLS" }),
  service(["token-exchange", "identity-prod", "us eu", 8443, "payments-prod mobile-api-prod partner-gateway-prod", 700], "consumer", 5_000),
  service(["directory-ldap", "identity-prod", "us eu", 636, "support-tools-prod legacy-erp-prod", 40], "office", 30_000),
  service(["fraud-scoring", "fraud-prod", "us eu jp", 8443, "payments-prod checkout-prod", 3_200], "consumer", 11_000),
  service(["ledger-postings", "ledger-prod", "us eu", 8443, "payments-prod orders-prod", 1_100], "steady", 9_000, { acceptance: true, privateDns: "ledger.meridian.internal" }),
  service(["catalog-read", "catalog-prod", "us eu jp", 443, "checkout-prod search-prod mobile-api-prod", 26_000], "consumer", 60_000),
  service(["catalog-events", "catalog-prod", "us eu", 9092, "search-prod data-lake-prod", 18_000], "steady", 2_000_000),
  service(["search-query", "search-prod", "us eu jp", 443, "catalog-prod mobile-api-prod", 15_000], "consumer", 30_000, { balancers: 2 }),
  service(["orders-api", "orders-prod", "us eu jp", 443, "checkout-prod logistics-prod mobile-api-prod notifications-prod", 5_500], "consumer", 18_000, { balancers: 2 }),
  service(["checkout-session", "checkout-prod", "us eu jp", 8443, "mobile-api-prod payments-prod", 2_700], "consumer", 16_000),
  service(["shipment-tracking", "logistics-prod", "us eu jp", 443, "orders-prod mobile-api-prod", 1_300], "office", 12_000),
  service(["warehouse-sync", "logistics-prod", "us eu", 5671, "orders-prod", 600], "nightly", 500_000),
  service(["telemetry-ingest", "observability-prod", "us eu jp", 4317, "everyone", 7_000], "steady", 1_500_000, { balancers: 2 }),
  service(["log-search", "observability-prod", "us eu", 9200, "support-tools-prod security-audit", 900], "office", 90_000),
  service(["feature-store", "ml-platform-prod", "us eu", 6379, "fraud-prod search-prod", 12_000], "consumer", 45_000),
  service(["model-gateway", "ml-platform-prod", "us", 8443, "search-prod fraud-prod catalog-prod support-tools-prod", 3_000], "consumer", 80_000),
  service(["warehouse-sql", "data-lake-prod", "us eu", 5439, "ml-platform-prod ledger-prod support-tools-prod", 30_000], "office", 3_000_000),
  service(["lake-export", "data-lake-prod", "us", 8443, "ledger-prod partner-gateway-prod", 16_000], "nightly", 8_000_000),
  service(["notify-dispatch", "notifications-prod", "us eu", 8443, "orders-prod identity-prod", 350], "consumer", 9_000),
  service(["partner-edge", "partner-gateway-prod", "us eu", 443, "orders-prod logistics-prod", 1_500], "office", 25_000, { acceptance: true, privateDns: "partners.meridian.example" }),
  service(["artifact-proxy", "shared-services-prod", "us eu jp", 443, "ci-runners-prod ml-platform-prod payments-prod search-prod", 4_000], "office", 800_000),
  service(["secrets-broker", "shared-services-prod", "us eu", 8200, "payments-prod ledger-prod identity-prod", 120], "steady", 6_000),
  service(["erp-bridge", "legacy-erp-prod", "eu", 1521, "ledger-prod logistics-prod", 220], "office", 200_000),
  service(["returns-portal", "orders-prod", "us", 443, "", 0]),
  service(["inspection", "shared-network-prod", "us eu jp", 6081, "payments-prod partner-gateway-prod legacy-erp-prod", 14_000], "consumer", 70_000, { type: "GatewayLoadBalancer" }),
];

/** Bought from others: they own the service, we only have endpoints. Accounts outside the organization. */
// biome-ignore format: a table, one row per line
export const THIRD_PARTY: { name: string; account: string; regions: string; port: number; consumers: string; megabytesPerDay: number }[] = [
  { name: "stackwatch-intake", account: "464622532012", regions: "us eu", port: 443, consumers: "observability-prod security-audit", megabytesPerDay: 6_000 },
  { name: "frostdb", account: "898466741470", regions: "us", port: 443, consumers: "data-lake-prod ml-platform-prod", megabytesPerDay: 20_000 },
  { name: "cardnet-clearing", account: "738200418816", regions: "eu jp", port: 8443, consumers: "payments-prod", megabytesPerDay: 300 },
];

export interface Oddity {
  /** `account/region code/vpc/endpoint name`. */
  endpoint: string;
  why: string;
  patch: Partial<EndpointSpec> & {
    zones?: number;
    idleSince?: string;
    bytesPerDay?: number;
    rhythm?: RhythmName;
  };
}

/** A policy of so many characters that lets its own account do anything. */
function longPolicy(characters: number): string {
  const Statement: object[] = [
    { Sid: "Own", Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "*" },
  ];
  while (JSON.stringify({ Statement }).length < characters) {
    const Resource = `arn:aws:s3:::meridian-ledger-${1000 + Statement.length}/*`;
    Statement.push({
      Sid: `B${Statement.length}`,
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource,
    });
  }
  return JSON.stringify({ Statement });
}

const odd = (endpoint: string, why: string, patch: Oddity["patch"]): Oddity => ({ endpoint, why, patch });

// biome-ignore format: a table, one row per line
export const ODDITIES: Oddity[] = [
  // Idle: silence since a set date.
  odd("legacy-erp-prod/eu/main/ssm", "left when the agents were replaced", { idleSince: "2025-03-14" }),
  odd("legacy-erp-prod/eu/main/ssmmessages", "left when the agents were replaced", { idleSince: "2025-03-14" }),
  odd("legacy-erp-prod/eu/main/ec2messages", "left when the agents were replaced", { idleSince: "2025-03-14" }),
  odd("ledger-prod/eu/main/erp-bridge", "ERP feed moved to the lake", { idleSince: "2025-08-30" }),
  odd("logistics-prod/eu/main/erp-bridge", "ERP feed moved to the lake", { idleSince: "2025-09-02" }),
  odd("ml-platform-prod/eu/main/sagemaker.runtime", "models moved to us-east-1", { idleSince: "2025-06-20" }),
  odd("fraud-prod/jp/main/sagemaker.runtime", "provisioned for a launch that never came", { bytesPerDay: 0 }),
  odd("fraud-prod/jp/main/bedrock-runtime", "provisioned for a launch that never came", { bytesPerDay: 0 }),
  odd("payments-dev/us/main/secretsmanager", "dev account nobody uses since spring", { idleSince: "2025-04-02" }),
  odd("payments-dev/us/main/logs", "dev account nobody uses since spring", { idleSince: "2025-04-02" }),
  odd("sandbox-dev/us/main/ssm", "never used", { bytesPerDay: 0 }),
  odd("sandbox-dev/us/main/ssmmessages", "never used", { bytesPerDay: 0 }),
  odd("sandbox-dev/us/main/ec2messages", "never used", { bytesPerDay: 0 }),
  odd("partner-gateway-staging/us/main/secretsmanager", "staging switched off", { idleSince: "2025-10-11" }),
  odd("data-lake-prod/eu/main/kinesis-firehose", "deliveries go through us-east-1 now", { idleSince: "2025-05-05" }),
  odd("search-staging/us/main/logs", "staging switched off", { idleSince: "2025-07-01" }),
  odd("shared-network-staging/us/main/secretsmanager", "never used", { bytesPerDay: 0 }),
  // Low use: alive, hardly.
  odd("log-archive/us/main/secretsmanager", "one key rotation a day", { bytesPerDay: 42_000, rhythm: "sparse" }),
  odd("management/us/main/logs", "a few calls a day", { bytesPerDay: 90_000, rhythm: "sparse" }),
  odd("security-audit/eu/main/monitoring", "a nightly report", { bytesPerDay: 300_000, rhythm: "nightly" }),
  odd("support-tools-prod/us/main/directory-ldap", "one admin tool", { bytesPerDay: 150_000, rhythm: "sparse" }),
  // One busy endpoint with an idle zone.
  odd("catalog-prod/us/main/search-query", "third zone receives nothing: the client pins two addresses", { traffic: { rhythm: "consumer", bytesPerDay: 2.1e10, bytesPerConnection: 30_000, zoneShares: [0.55, 0.45, 0] } }),
  // States.
  odd("partner-gateway-prod/us/main/payments-api", "waits for somebody to accept it", { state: "pendingAcceptance" }),
  odd("orders-prod/jp/main/payments-api", "waits for acceptance since the expansion", { state: "pendingAcceptance" }),
  odd("logistics-prod/us/main/partner-edge", "provider said no: wrong account", { state: "rejected" }),
  odd("mobile-api-prod/jp/main/card-vault", "rejected, and still billed", { state: "rejected" }),
  odd("search-prod/jp/main/identity-api", "no free address when it was made", { state: "failed", lastError: { code: "InsufficientFreeAddressesInSubnet", message: "There are not enough free addresses in the subnet" }, failureReason: "InsufficientFreeAddressesInSubnet" }),
  odd("ml-platform-prod/eu/main/artifact-proxy", "nobody accepted for a week", { state: "expired" }),
  odd("notifications-prod/eu/main/orders-api", "one zone could not be provisioned", { state: "partial", lastError: { code: "PartialProvisioning", message: "One of the subnets could not be served" } }),
  odd("ci-runners-prod/us/main/ssm", "deletion hangs on a leftover interface", { state: "deleting" }),
  odd("sandbox-dev/us/main/logs", "deleted, still listed", { state: "deleted" }),
  odd("checkout-staging/eu/main/kms", "still coming up", { state: "pending" }),
  // Security groups.
  odd("orders-prod/us/main/ledger-postings", "its group lets 3128 in, the service listens on 8443", { groups: ["wrong-port"], bytesPerDay: 0 }),
  odd("support-tools-prod/us/main/warehouse-sql", "its group lets 3128 in, the service listens on 5439", { groups: ["wrong-port"], bytesPerDay: 0 }),
  odd("legacy-erp-prod/eu/main/directory-ldap", "default group only: nothing but itself gets in", { groups: ["default"], bytesPerDay: 0 }),
  odd("sandbox-dev/us/main/secretsmanager", "default group only", { groups: ["default"] }),
  odd("partner-gateway-prod/eu/main/kms", "open to the world", { groups: ["wide-open"] }),
  // DNS.
  odd("mobile-api-prod/us/main/secretsmanager", "private DNS off: calls go to the public name", { privateDns: false, bytesPerDay: 0 }),
  odd("checkout-prod/jp/main/payments-api", "private DNS off although the service offers a name", { privateDns: false }),
  // Zones.
  odd("payments-prod/us/main/fraud-scoring", "one zone only, in production", { zones: 1 }),
  odd("checkout-prod/eu/main/identity-api", "one zone only, in production", { zones: 1 }),
  odd("identity-prod/us/main/kms", "an interface vanished: fewer than subnets", { missingInterfaces: ["use1-az2"] }),
  // Policies.
  odd("catalog-prod/eu/main/secretsmanager", "policy denies what the app needs", { policy: "denying" }),
  odd("payments-prod/us/main/kms", "scoped policy, as it should be", { policy: "scoped" }),
  odd("payments-prod/us/main/s3", "scoped policy, as it should be", { policy: "scoped" }),
  odd("payments-prod/eu/main/s3", "a policy grown to most of the characters it may have", { policyDocument: longPolicy(17_900) }),
  // What only probes see.
  odd("orders-prod/us/main/notify-dispatch", "half of the calls get no connection, and nobody knows why", { probes: { since: Date.parse("2026-09-14T07:30:00Z"), failures: 0.5 } }),
  odd("identity-prod/us/main/notify-dispatch", "calls take a hundred times as long as they should", { probes: { since: Date.parse("2026-10-05T16:10:00Z"), slowness: 120 } }),
  odd("partner-gateway-prod/us/main/token-exchange", "called from Ireland as well", { probes: { since: 0, farRegion: "eu-west-1" } }),
  odd("catalog-prod/us/main/kms", "one resolver keeps an address of last year", { probes: { since: Date.parse("2026-10-12T09:00:00Z"), azIds: ["use1-az2"], strayName: true } }),
  odd("fraud-prod/us/main/secretsmanager", "a zone of the company's own answers the name with a public address", { probes: { since: Date.parse("2026-10-26T11:45:00Z"), strayName: true } }),
  odd("orders-prod/us/main/kms", "three in ten calls are answered with 503", { probes: { since: Date.parse("2026-11-02T05:20:00Z"), errors: 0.3 } }),
  odd("ml-platform-prod/us/batch/sqs", "its clients may send nothing, which their probes see", { probes: { since: 0 }, bytesPerDay: 0 }),
  // Names and interfaces.
  odd("data-lake-prod/us/main/secretsmanager", "AWS lists no name for it", { withoutNames: true }),
  odd("legacy-erp-prod/eu/legacy/kms", "private DNS on, in a VPC whose DNS hostnames were switched off since", { privateDns: true, bytesPerDay: 0 }),
  odd("search-prod/us/main/identity-api", "a network ACL turns its clients away", { refused: true, bytesPerDay: 0 }),
  // Tags.
  odd("logistics-prod/us/main/kms", "a tag a spreadsheet would run", { tags: { Name: "logistics kms", owner: "logistics", note: '=HYPERLINK("x")' } }),
  odd("logistics-prod/us/main/logs", "quotes, line breaks, emoji", { tags: { Name: 'logistics "logs"\nline two, with comma', owner: "logistics", mood: "🚚📦 ok; «done»\r\nnext" } }),
  odd("logistics-prod/us/main/sqs", "a value of 256 characters", { tags: { Name: "logistics sqs", owner: "logistics", description: `${"shipment-".repeat(28)}last` } }),
  odd("logistics-prod/us/main/secretsmanager", "formula starters", { tags: { Name: "+1-800-SHIP", owner: "@logistics", ref: "-2+3", "aws:cloudformation:stack-name": "logistics" } }),
  odd("fraud-prod/us/main/kms", "tag keys in another case", { tags: { NAME: "fraud-kms", TEAM: "risk", Env: "prod" } }),
  odd("search-prod/us/main/kms", "no tags at all", { tags: {} }),
  odd("search-prod/eu/main/kms", "no tags at all", { tags: {} }),
  odd("catalog-prod/us/main/logs", "owner tag present but empty", { tags: { Name: "catalog-logs", team: "" } }),
  odd("shared-services-prod/us/main/logs", "made by a service, not by people", { requesterManaged: true }),
];

export interface ServiceOddity {
  /** `name/region code`. */
  service: string;
  why: string;
  /** Zone number (0, 1, 2) to the condition of its targets. */
  zones?: Record<number, TargetCondition | "none">;
  crossZone?: boolean;
  targetGroupCrossZone?: boolean;
  allowed?: string[];
  acceptance?: boolean;
  state?: string;
  privateDnsState?: "pendingVerification" | "verified" | "failed";
  supportedRegions?: string[];
  noNotifications?: boolean;
  healthCheckPort?: string;
  deletionProtection?: boolean;
  scheme?: "internet-facing";
  noListener?: boolean;
  azCount?: number;
  /** A consumer that is not on the allow-list. */
  without?: string;
  /** Accounts outside the company that are on it, so that there are so many. */
  principals?: number;
  /** The service names a load balancer that is gone; one of the same name stands in its place. */
  replaced?: boolean;
  pressure?: { rejectedFlows: number; portErrors: number };
  /** An Application Load Balancer as target, checked on this port. */
  albCheckPort?: string;
  /** Its load balancer's group lets another port in, and holds for PrivateLink. */
  shut?: boolean;
  /** A tag that asks for client addresses, and no proxy protocol. */
  wantsAddresses?: boolean;
}

// biome-ignore format: a table, one row per line
export const SERVICE_ODDITIES: ServiceOddity[] = [
  { service: "feature-store/us", why: "third zone has no target and cross-zone is off", zones: { 2: "none" }, crossZone: false },
  { service: "warehouse-sync/eu", why: "all targets of the second zone time out", zones: { 1: "timeout" }, crossZone: false },
  { service: "secrets-broker/eu", why: "health check asks port 8201, the service moved to 8200", zones: { 0: "failed-checks", 1: "failed-checks", 2: "failed-checks" }, healthCheckPort: "8201" },
  { service: "shipment-tracking/jp", why: "targets fall over in scheduled outages", zones: { 0: "outage" }, crossZone: false },
  { service: "log-search/us", why: "one zone drains for a replacement", zones: { 2: "draining" }, crossZone: true },
  { service: "erp-bridge/eu", why: "nothing behind it any more", zones: { 0: "none", 1: "none", 2: "none" } },
  { service: "model-gateway/us", why: "open to everybody without acceptance", allowed: ["*"], acceptance: false, noNotifications: true },
  { service: "partner-edge/us", why: "acceptance without anybody being told", noNotifications: true },
  { service: "partner-edge/eu", why: "private name never verified", privateDnsState: "pendingVerification" },
  { service: "ledger-postings/eu", why: "private name failed verification", privateDnsState: "failed" },
  { service: "notify-dispatch/eu", why: "served in one zone fewer than its consumers use", azCount: 2 },
  { service: "warehouse-sql/us", why: "consumers in Ireland connect across regions", supportedRegions: ["us-east-1", "eu-west-1"] },
  { service: "artifact-proxy/eu", why: "load balancer can be deleted by accident", deletionProtection: false },
  { service: "token-exchange/eu", why: "internet-facing load balancer behind a private service", scheme: "internet-facing" },
  { service: "lake-export/us", why: "listener was deleted", noListener: true },
  { service: "catalog-events/us", why: "load balancer says zonal, target group overrides it", zones: { 2: "none" }, crossZone: false, targetGroupCrossZone: true },
  { service: "directory-ldap/eu", why: "being shut down", state: "Deleting" },
  { service: "catalog-events/eu", why: "search was taken off the list of those who may connect", without: "search-prod" },
  { service: "search-query/jp", why: "most of the principals that a service may have", principals: 43 },
  { service: "artifact-proxy/us", why: "anybody may ask to connect", allowed: ["*"], acceptance: true },
  { service: "artifact-proxy/jp", why: "its load balancer was deleted and made anew", replaced: true },
  { service: "fraud-scoring/jp", why: "more flows than its load balancer takes", pressure: { rejectedFlows: 40, portErrors: 15 } },
  { service: "checkout-session/jp", why: "checks another port of the load balancer behind it than it calls", albCheckPort: "8444" },
  { service: "identity-api/jp", why: "its load balancer's group lets the old proxy's port in only", shut: true },
  { service: "token-exchange/us", why: "wants to know who calls, and is not told", wantsAddresses: true },
  { service: "returns-portal/us", why: "never got a consumer", allowed: [] },
];

/** Load balancers that stand behind no service (any more): `account/region code/name`. */
export const ORPHAN_BALANCERS = [
  "checkout-prod/us/checkout-v1-old",
  "search-prod/eu/search-canary-2024",
  "legacy-erp-prod/eu/erp-db-direct",
  "data-lake-prod/us/lake-import-v0",
];

export interface DemoIncident extends Omit<IncidentSpec, "target"> {
  /** `account/region code/vpc/endpoint` or `service/region code`, and `@2` for one zone (0, 1, 2). */
  on: string;
  why: string;
}

const HOUR = 60;
const DAY = 24 * HOUR;

/** Recurring by absolute time, so that there is always something recent. */
// biome-ignore format: a table, one row per line
export const INCIDENTS: DemoIncident[] = [
  { name: "reset-storm", on: "payments-api/us", why: "deploys cut long connections every second day", everyMinutes: 2 * DAY, offsetMinutes: 13 * HOUR + 5, lastsMinutes: 40, factors: { resets: 45, bytes: 0.8 } },
  { name: "zone-outage", on: "shipment-tracking/jp@0", why: "a node pool of one zone dies for a while", everyMinutes: 18 * HOUR, offsetMinutes: 3 * HOUR, lastsMinutes: 150, factors: { bytes: 0, connections: 0, resets: 0, drops: 0, active: 0 } },
  { name: "packet-drops", on: "telemetry-ingest/us", why: "bursts beyond the endpoint's throughput", everyMinutes: 9 * HOUR, offsetMinutes: 70, lastsMinutes: 25, factors: { drops: 4_000, bytes: 2.2 } },
  { name: "silence", on: "notifications-prod/us/main/orders-api", why: "consumer loses its database for two hours every fourth day", everyMinutes: 4 * DAY, offsetMinutes: 9 * HOUR, lastsMinutes: 125, factors: { bytes: 0, connections: 0, resets: 0, drops: 0, active: 0 } },
  { name: "campaign", on: "catalog-read/eu", why: "weekly campaign triples the load", everyMinutes: 7 * DAY, offsetMinutes: DAY + 17 * HOUR, lastsMinutes: 180, factors: { bytes: 3, connections: 3.2, active: 2.6 } },
  { name: "idle-timeout-resets", on: "warehouse-sql/us", why: "long queries die at 350 seconds during month-end style batches", everyMinutes: 3 * DAY, offsetMinutes: 20 * HOUR, lastsMinutes: 90, factors: { resets: 120, active: 1.4 } },
  { name: "constant-drops", on: "security-audit/us/main/stackwatch-intake", why: "packets larger than an endpoint takes, all day", everyMinutes: DAY, offsetMinutes: 0, lastsMinutes: DAY, factors: { drops: 1e6 } },
  { name: "bypass", on: "observability-prod/us/main/logs", why: "a new agent calls the public address: nine tenths leave through the NAT gateway, for a week in four", everyMinutes: 28 * DAY, offsetMinutes: 23 * DAY, lastsMinutes: 7 * DAY, bypass: true, seenAfterMinutes: DAY + 2 * HOUR, factors: { bytes: 0.1, connections: 0.1, resets: 0.1, drops: 0.1, active: 0.1 } },
  { name: "retry-storm", on: "identity-api/eu", why: "clients reconnect in a loop", everyMinutes: 5 * DAY, offsetMinutes: 6 * HOUR + 30, lastsMinutes: 20, factors: { connections: 9, resets: 20, active: 1.8 } },
];

/** Short-lived endpoints of preview environments: so many each week, gone after so many days. */
// biome-ignore format: a table, one row per line
export const PREVIEWS = [
  { account: "ci-runners-prod", region: "us", services: ["ecr.api", "sts"], livesDays: 20, busy: true },
  { account: "sandbox-dev", region: "us", services: ["lambda"], livesDays: 24, busy: false },
  { account: "search-staging", region: "us", services: ["secretsmanager"], livesDays: 11, busy: true },
];

/** A second VPC where an account has one. */
// biome-ignore format: a table, one row per line
export const EXTRA_VPCS: { vpc: string; why: string; dnsSupport: boolean; dnsHostnames: boolean; flowLogs: boolean; services: string[]; clientsLocked?: true; fullZones?: string[] }[] = [
  { vpc: "legacy-erp-prod/eu/legacy", why: "DNS hostnames off: private DNS cannot work", dnsSupport: true, dnsHostnames: false, flowLogs: false, services: ["s3", "secretsmanager", "kms"] },
  { vpc: "sandbox-dev/us/scratch", why: "DNS support off altogether", dnsSupport: false, dnsHostnames: false, flowLogs: false, services: ["sqs"] },
  { vpc: "data-lake-prod/us/etl", why: "S3 traffic without a gateway endpoint", dnsSupport: true, dnsHostnames: true, flowLogs: true, services: ["glue", "athena", "kms", "logs", "sts"] },
  { vpc: "payments-prod/us/pci", why: "card data apart from the rest, flow logs to be sure", dnsSupport: true, dnsHostnames: true, flowLogs: true, services: ["s3", "kms", "logs", "secretsmanager", "sts"], fullZones: ["use1-az1"] },
  { vpc: "ml-platform-prod/us/batch", why: "its workloads lost their outbound rule", dnsSupport: true, dnsHostnames: true, flowLogs: true, services: ["sqs"], clientsLocked: true },
];

/** VPCs that send to S3 through an endpoint that is paid for, and have no gateway endpoint. */
export const PAID_S3 = ["data-lake-prod/us/etl"];

/** A second endpoint that claims the names of the first: `account/region code/vpc/service`. */
export const TWINS = ["orders-prod/us/main/sns"];

/** VPCs whose flow logs go to a bucket: Logs Insights knows nothing of them. */
export const FLOW_LOGS_IN_S3 = ["security-audit/us/main", "security-audit/eu/main", "data-lake-prod/eu/main"];

/** VPCs whose subnets have next to no free address left. */
export const TIGHT_VPCS = ["search-prod/jp/main"];

/** Batches that came and went: what makes last year's bill differ from this year's. */
// biome-ignore format: a table, one row per line
export const BATCHES: { name: string; why: string; account: string; region: string; services: string[]; from: string; to?: string }[] = [
  { name: "peak", why: "extra capacity for the 2025 season", account: "checkout-prod", region: "us", services: ["sts", "lambda", "states", "monitoring", "xray", "ecs"], from: "2025-10-06", to: "2026-01-19" },
  { name: "move", why: "moving the shops from one cluster to another", account: "search-prod", region: "us", services: ["eks", "ecs", "elasticloadbalancing", "autoscaling", "ec2", "monitoring"], from: "2026-03-02", to: "2026-07-13" },
  { name: "pilot", why: "a pilot with managed models that stayed", account: "ml-platform-prod", region: "us", services: ["states", "events", "sqs", "monitoring"], from: "2026-05-18" },
  { name: "jp-wave", why: "second wave of the Tokyo launch", account: "mobile-api-prod", region: "jp", services: ["execute-api", "lambda", "sqs", "events"], from: "2026-08-03" },
  { name: "peak", why: "extra capacity for the 2026 season", account: "checkout-prod", region: "eu", services: ["sts", "lambda", "states", "monitoring", "xray", "ecs"], from: "2026-10-05", to: "2027-01-18" },
  { name: "soc", why: "new detections, ten days before the audit", account: "security-audit", region: "us", services: ["events", "sns", "lambda"], from: "2026-11-09" },
];

export interface ExtraEndpoint {
  endpoint: string;
  why: string;
  type: "Interface" | "Resource" | "ServiceNetwork";
  /** `service/region code` for a second or a cross-region endpoint. */
  service?: string;
  zones: number;
  bytesPerDay: number;
}

/** Endpoints that follow from no table. */
// biome-ignore format: a table, one row per line
export const EXTRAS: ExtraEndpoint[] = [
  { endpoint: "orders-prod/us/main/orders-db-proxy", why: "a database shared as a resource, one zone only", type: "Resource", zones: 1, bytesPerDay: 4e9 },
  { endpoint: "data-lake-prod/us/main/lake-rds", why: "a database shared as a resource", type: "Resource", zones: 2, bytesPerDay: 9e9 },
  { endpoint: "ml-platform-prod/us/main/training-cache", why: "a cache shared as a resource", type: "Resource", zones: 2, bytesPerDay: 2e9 },
  { endpoint: "catalog-prod/us/main/mesh", why: "service network of the shops", type: "ServiceNetwork", zones: 3, bytesPerDay: 3e9 },
  { endpoint: "mobile-api-prod/us/main/mesh", why: "service network of the shops", type: "ServiceNetwork", zones: 3, bytesPerDay: 1e9 },
  { endpoint: "ml-platform-prod/eu/main/warehouse-sql-us", why: "reads the warehouse across the ocean", type: "Interface", service: "warehouse-sql/us", zones: 2, bytesPerDay: 6e9 },
  { endpoint: "ledger-prod/eu/main/warehouse-sql-us", why: "reads the warehouse across the ocean", type: "Interface", service: "warehouse-sql/us", zones: 2, bytesPerDay: 2e9 },
  { endpoint: "checkout-prod/eu/main/catalog-read-extra", why: "a second endpoint to one service in one VPC", type: "Interface", service: "catalog-read/eu", zones: 3, bytesPerDay: 5e7 },
];
