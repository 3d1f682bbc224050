import { z } from "zod";
import { laneSchema, verdictSchema, walkedHopSchema } from "../diagnosis/walkSchema.ts";
import { idleItemSchema } from "../idle/list.ts";
import { resourceChangeSchema } from "./changeSchema.ts";

/** A time in JSON: ISO 8601, UTC, milliseconds, `Z`. */
export const isoTime = z.string().meta({ format: "date-time" });
const time = isoTime.nullable();
const text = z.string().nullable();
const flag = z.boolean().nullable();

/** An endpoint as the API, the CSV and the pages show it. Field names are the contract's. */
export const endpointSchema = z
  .object({
    vpcEndpointId: z.string(),
    accountId: z.string(),
    accountName: text,
    region: z.string(),
    vpcId: text,
    vpcEndpointType: z
      .string()
      .describe(
        "Interface, Gateway, GatewayLoadBalancer, Resource or ServiceNetwork; Gateway where AWS names none.",
      ),
    serviceName: text,
    serviceRegion: text,
    state: text.describe("As AWS reports it; filters compare it without regard to case."),
    privateDnsEnabled: flag,
    subnetIds: z.array(z.string()),
    azIds: z.array(z.string()).describe("AZ IDs, which mean the same zone in every account."),
    networkInterfaceIds: z.array(z.string()),
    securityGroupIds: z.array(z.string()),
    ipAddressType: text,
    creationTimestamp: time,
    requesterManaged: flag,
    tags: z.record(z.string(), z.string()),
    owner: text,
    environment: text,
    application: text,
    firstSeen: isoTime,
    lastSeen: isoTime.describe(
      "The last complete success of the endpoint's scope, while the endpoint is not gone.",
    ),
    goneAt: time.describe("When a complete run no longer found it; null while it exists."),
    stale: z
      .boolean()
      .describe(
        "Not gone, and its scope's last run failed, is overdue by three intervals, or is configured no more.",
      ),
    bytes30d: z
      .int()
      .nullable()
      .describe(
        "Bytes processed in 30 days as far as measured (see provenance.traffic); null is unknown, not zero.",
      ),
    lastTrafficAt: time,
    idleState: text.describe(
      "active, low-use, idle, too-new, not-measurable or unknown, as last evaluated; null before that. Reason and proof: /api/v1/idle.",
    ),
    idleDays: z.int().nullable().describe("Whole days without a byte that are proven; null where unknown."),
    monthlyCostUsd: z
      .number()
      .nullable()
      .describe(
        "A month of 730 hours in all of its zones and the data of the last 30 days, at list price; null where a part of it is not known.",
      ),
    savingUsd: z
      .number()
      .nullable()
      .describe("Dollars a month that an idle endpoint costs by its hours; null where it is not idle."),
    worstFinding: text.describe(
      "The check of the worst open finding about it; null where there is none, or before the first evaluation.",
    ),
  })
  .meta({ id: "Endpoint" });
export type Endpoint = z.infer<typeof endpointSchema>;

/** A network interface of an endpoint, or the place where one is named but has not been collected. */
export const endpointNetworkInterfaceSchema = z
  .object({
    networkInterfaceId: z.string(),
    azId: text,
    availabilityZone: text.describe("The account's own name of the zone."),
    subnetId: text,
    status: text,
    privateIpAddress: text,
    privateIpAddresses: z.array(z.string()),
    ipv6Addresses: z.array(z.string()),
    securityGroupIds: z.array(z.string()),
    description: text,
    goneAt: time,
    collected: z
      .boolean()
      .describe("False: the endpoint names it, but no run has seen the interface itself."),
  })
  .meta({ id: "EndpointNetworkInterface" });
export type EndpointNetworkInterface = z.infer<typeof endpointNetworkInterfaceSchema>;

/** Where a row comes from and how far it can be believed. */
export const endpointProvenanceSchema = z
  .object({
    collector: z.string(),
    accountId: z.string(),
    region: z.string(),
    outcome: text.describe(
      "Of the scope's last run: success, partial, failed, skipped; null before the first.",
    ),
    lastAttempt: time,
    lastSuccess: time,
    intervalSeconds: z.int().nullable(),
    errorClass: text,
    errorCode: text,
    errorMessage: text,
    retiredAt: time,
    traffic: z
      .object({
        measuredFrom: time,
        measuredTo: time,
        updatedAt: time,
        bytesByAz30d: z.record(z.string(), z.number()),
        bytesDaily: z
          .array(z.int().nullable())
          .describe("Bytes per day; null is a day that was not collected."),
        bytesDailyFrom: time,
      })
      .describe("For which time bytes30d and lastTrafficAt have been measured; nulls mean never."),
  })
  .meta({ id: "EndpointProvenance" });
export type EndpointProvenance = z.infer<typeof endpointProvenanceSchema>;

/** One endpoint with everything that is known about it. */
export const endpointDetailSchema = endpointSchema
  .extend({
    asOf: time,
    dnsRecordIpType: text,
    ownerId: text,
    routeTableIds: z.array(z.string()),
    dnsEntries: z.array(z.record(z.string(), z.unknown())),
    policyDocument: text,
    resourceConfigurationArn: text,
    serviceNetworkArn: text,
    failureReason: text,
    lastErrorCode: text,
    lastErrorMessage: text,
    networkInterfaces: z.array(endpointNetworkInterfaceSchema),
    changes: z.array(resourceChangeSchema).describe("Newest first, the last 100."),
    relatedChanges: z
      .array(resourceChangeSchema)
      .describe(
        "Of what the endpoint stands on: its VPC, subnets, security groups and route tables, and, where the service is one of ours, the service, its permissions and its load balancers. Newest first, the last 100.",
      ),
    provenance: endpointProvenanceSchema,
    idle: z
      .array(idleItemSchema)
      .describe(
        "Whether it is in use, with the proof, then those of its zones that are not; empty before the first evaluation, and once it is gone.",
      ),
    path: z
      .object({ lanes: z.array(laneSchema), hops: z.array(walkedHopSchema) })
      .nullable()
      .describe(
        "The path as it was last walked, zone by zone and hop by hop; null before the first evaluation.",
      ),
    verdicts: z
      .object({ asOf: time, evaluatedAt: time, diagnosis: verdictSchema.nullable() })
      .nullable()
      .describe("What the path comes to; more in /diagnosis. Null before the first evaluation."),
    raw: z.unknown().describe("The endpoint as AWS answered."),
  })
  .meta({ id: "EndpointDetail" });
export type EndpointDetail = z.infer<typeof endpointDetailSchema>;
