import type { ConsumerSide, Piece } from "../evidenceSchema.ts";
import type {
  AccountFacts,
  ChangeFacts,
  LoadBalancerFacts,
  NeighbourFacts,
  QuotaUsageFacts,
  RouteTableFacts,
  ServiceFacts,
} from "../factsSchema.ts";
import type { Check, CheckAnswer, Command, Fix } from "../schema.ts";

/**
 * What the fleet's checks read. One record per subject (an endpoint, a VPC, a scope…): each is judged on its own, so
 * facts may be loaded and judged in batches of any size, in any order. What other domains judge (idle, forecasts,
 * anomalies) comes as their verdict and is not judged again.
 */

/** Where a subject lives; `account` also says whose credentials its commands run with. */
export interface FleetPlace {
  account: AccountFacts;
  region: string;
}

/** Money that a verdict speaks of: of which price, and the UTC day (YYYY-MM-DD) that the price holds from. */
export interface PricedUsd {
  usd: number;
  /** In words: `0.01 USD per zone-hour`. */
  price: string;
  priceDate: string;
}

/** The idle verdict of an endpoint, a zone of one, a service or a load balancer (design, judgement). */
export interface IdleFacts {
  state: "active" | "low-use" | "idle" | "too-new" | "not-measurable" | "unknown";
  /** A sentence, closed with a full stop. */
  reason: string;
  /** Since when nothing came; null where not known. */
  since: Date | null;
  /** What retiring it saves in a month; null where no price is known. */
  saving: PricedUsd | null;
  /** The owner's decision to keep it, with its end (null: none set). */
  kept: { until: Date | null; reason: string } | null;
}

/** One endpoint that is not gone. All but `idle` and what follows are the pieces of its consumer's side. */
export interface FleetEndpoint
  extends FleetPlace,
    Pick<ConsumerSide, "endpoint" | "otherEndpoints" | "availableService" | "flowLogs"> {
  vpcEndpointId: string;
  idle: Piece<IdleFacts>;
  /** Zones of an endpoint in use; those that are in use themselves may be left out. */
  idleZones: Piece<(IdleFacts & { azId: string; subnetId: string | null })[]>;
  /** Changes of the last 30 days, of this endpoint at least; those of other resources are passed over. */
  changes: Piece<ChangeFacts[]>;
  /** Keys of the owner tag, as configured, the preferred one first. */
  ownerTagKeys: readonly string[];
}

/** One VPC that has an endpoint, or whose route tables are known. */
export interface FleetVpc extends FleetPlace {
  vpcId: string;
  /** Every endpoint of the VPC that is not gone. */
  endpoints: Piece<NeighbourFacts[]>;
  /** All its route tables. */
  routeTables: Piece<RouteTableFacts[]>;
  /** Bytes to S3 and DynamoDB on ways that are billed per GB. A NAT gateway does not tell where its bytes go: missing, unless an interface endpoint to one of them tells. */
  gatewayTraffic: Piece<GatewayTraffic[]>;
  /** Bytes by NAT gateway, for services whose endpoint here lost its traffic; empty where each carries what it used to. */
  egress: Piece<EgressFacts[]>;
}

/** Bytes of the last 30 days from a VPC to S3 or DynamoDB that a gateway endpoint would carry for nothing. */
export interface GatewayTraffic {
  service: "s3" | "dynamodb";
  /** `interface-endpoint`: through a paid endpoint in the VPC; `nat`: through a NAT gateway. */
  by: "interface-endpoint" | "nat";
  /** The endpoint or NAT gateway. */
  resourceId: string;
  bytes: number;
}

/** Bytes a day toward a service that pass the VPC's endpoint by: of the last day, and of the weeks before. */
export interface EgressFacts {
  serviceName: string;
  /** The NAT or internet gateway. */
  gatewayId: string;
  bytesLastDay: number;
  /** Median of the 14 days before; null where they were not measured. */
  usualBytesPerDay: number | null;
}

/** One endpoint service of ours that is not gone. */
export interface FleetService extends FleetPlace {
  serviceId: string;
  service: Piece<ServiceFacts>;
  idle: Piece<IdleFacts>;
  /** As for endpoints: of this service and its permissions at least (`vpce-svc-…/principal`). */
  changes: Piece<ChangeFacts[]>;
  ownerTagKeys: readonly string[];
}

/** One Network or Gateway Load Balancer that is not gone. */
export interface FleetLoadBalancer extends FleetPlace {
  loadBalancerArn: string;
  loadBalancer: Piece<LoadBalancerFacts>;
  /** Ids of the endpoint services that name it, of any account. */
  serviceIds: Piece<string[]>;
  /** Environments that the tags of those services name. */
  serviceEnvironments: readonly string[];
  /** Whether it stands behind no service and carries nothing. */
  idle: Piece<IdleFacts>;
}

/** One row of `quota_usage`, whatever the quota. */
export interface FleetQuota extends FleetPlace {
  quotaCode: string;
  /** A VPC; '' for the region. */
  resourceId: string;
  quota: Piece<QuotaUsageFacts>;
  forecast: Piece<QuotaForecastFacts>;
}

/** When a quota is used up at the present slope (lib/quotas). */
export interface QuotaForecastFacts {
  state: "exhausted" | "running-out" | "steady" | "unknown";
  reason: string;
  exhaustedAt: Date | null;
  usedPerDay: number | null;
}

/** One collector scope that the configuration asks for. */
export interface FleetScope extends FleetPlace {
  collector: string;
  intervalSeconds: number;
  /** Of the last run; null before the first. `skipped` scopes are not asked for anything. */
  outcome: "success" | "partial" | "failed" | "skipped" | null;
  lastSuccessAt: Date | null;
  lastAttemptAt: Date | null;
  /** Why the last run failed, as recorded; null where it did not. */
  errorClass: string | null;
  errorMessage: string | null;
  /** Datapoints that came, of those that had to come (M6); missing where the source cannot tell, as silent metrics cannot. */
  delivery: Piece<{ expected: number; delivered: number; from: Date; to: Date }>;
}

/** How endpoints were made in an account and region in the last 30 days. */
export interface FleetProvisioning extends FleetPlace {
  /** CreateVpcEndpoint calls of the trail, dry runs left out. `asOf` is up to when the trail is covered. */
  calls: Piece<{ from: Date; to: Date; succeeded: number; failed: Record<string, number> }>;
  /** Endpoints that became available, or are still waited for, whose service needs no acceptance. */
  provisioned: Piece<Provisioned[]>;
}

/** Inventory looks at intervals: the true time lies between the last look that did not show it available and the first that did. */
export interface Provisioned {
  vpcEndpointId: string;
  atLeastSeconds: number;
  /** Infinity while it is still pending. */
  atMostSeconds: number;
}

/** One UTC day of an account and region in the books. */
export interface FleetCostDay extends FleetPlace {
  /** YYYY-MM-DD. */
  day: string;
  /** The day against its own weekday's band (lib/cost). */
  anomaly: Piece<{
    state: "within" | "above" | "below" | "unknown";
    reason: string;
    usd: number | null;
    /** Null where there is no band. */
    low: number | null;
    high: number | null;
  }>;
  /** Estimated against billed (lib/cost); `unknown` while the bill is not final. */
  reconciliation: Piece<{
    state: "reconciled" | "unreconciled" | "unknown";
    reason: string;
    estimatedUsd: number | null;
    billedUsd: number | null;
    unexplainedUsd: number | null;
    /** Named causes of what is explained: `credit`, `tax`. */
    causes: string[];
    /** Of the prices that the estimate used. */
    priceDate: string | null;
  }>;
}

/** All endpoints of a region to one AWS service; `account` is the one that has most of them. */
export interface FleetSharedService {
  account: AccountFacts;
  region: string;
  serviceName: string;
  endpoints: Piece<{ endpoints: number; vpcs: number; accounts: number; bytes30d: number | null }>;
  /** One endpoint in a shared VPC instead of all of them (what-if of lib/cost), a month; `centralUsd` leaves transit out where no price of it is known, and the reason says so. */
  whatIf: Piece<{
    state: "cheaper" | "dearer" | "unknown";
    reason: string;
    presentUsd: number | null;
    centralUsd: number | null;
    saving: PricedUsd | null;
  }>;
}

export interface FleetFacts {
  endpoints: readonly FleetEndpoint[];
  vpcs: readonly FleetVpc[];
  services: readonly FleetService[];
  loadBalancers: readonly FleetLoadBalancer[];
  quotas: readonly FleetQuota[];
  scopes: readonly FleetScope[];
  provisioning: readonly FleetProvisioning[];
  costDays: readonly FleetCostDay[];
  sharedServices: readonly FleetSharedService[];
}

/** What an answer is about. With `checkId` and `lanes` it is unique in an evaluation. */
export interface FleetSubject {
  accountId: string;
  region: string;
  resourceType:
    | "vpc-endpoint"
    | "vpc"
    | "vpc-endpoint-service"
    | "load-balancer"
    | "quota"
    | "collector-scope"
    | "region"
    | "cost-day"
    | "service-name";
  /** An id or ARN; of a quota `L-…` or `L-…/vpc-…`, of a scope its collector, of a cost day the day. */
  resourceId: string;
}

/** One answer of a fleet check, in the shape of a path's `Finding`. Commands and fix of failures only: [] and null otherwise. */
export interface FleetFinding {
  subject: FleetSubject;
  answer: CheckAnswer;
  title: string;
  confirm: Command[];
  fix: Fix | null;
}

/** A check of the fleet: of one subject at a time. */
export interface FleetCheck<Facts> extends Check<Facts> {
  hop: "fleet";
  subject(facts: Facts): FleetSubject;
}
