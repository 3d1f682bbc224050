import { z } from "zod";

export const probeKinds = ["dns", "tcp", "tls", "http"] as const;
export type ProbeKind = (typeof probeKinds)[number] | "unknown";

/** Why a probe failed, as far as the one who probes can tell. */
export const probeErrorClasses = [
  "nxdomain",
  "dns-timeout",
  "dns-error",
  "refused",
  "connect-timeout",
  "reset",
  "unreachable",
  "tls-certificate",
  "tls-error",
  "http-status",
  "http-error",
  "timeout",
  "other",
] as const;

/** Results older than this are refused: their hours may have lost results already, and would be counted anew without. */
export const oldestResultDays = 7;
export const furthestAheadSeconds = 300;
export const mostResults = 1000;

const isoTime = z.string().meta({ format: "date-time" });
const seconds = z.number().min(0).max(3600).optional();
const name = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^\P{Cc}*$/u, "expected no control characters");
const accountId = z.string().regex(/^\d{12}$/, "expected an account id of 12 digits");
const vpcEndpointId = z
  .string()
  .regex(/^vpce-[0-9a-z]{1,40}$/, "expected an endpoint id such as vpce-0123456789abcdef0");

/** Where an agent probes from. */
export const probeLocationSchema = z
  .strictObject({
    name: name(200).describe("Of the agent's own choice; with target and kind it tells series apart."),
    accountId: accountId.optional(),
    region: name(40).optional(),
    vpcId: name(60)
      .optional()
      .describe(
        "Where private names and addresses are those of several endpoints, the one in this VPC is meant.",
      ),
    subnetId: name(60).optional(),
    azId: name(40).optional(),
  })
  .meta({ id: "ProbeLocation" });
export type ProbeLocation = z.infer<typeof probeLocationSchema>;

/** One probe that has ended. A phase that was not reached is absent. */
export const pushedResultSchema = z
  .strictObject({
    target: name(300).describe("What is probed: a host, host:port, a URL, or the endpoint's id."),
    vpcEndpointId: vpcEndpointId.optional().describe("Whose target it is; otherwise the host tells."),
    kind: z.enum(probeKinds),
    time: z.iso
      .datetime({ offset: true, error: "expected an ISO 8601 time such as 2026-11-18T14:05:00Z" })
      .describe(`Start of the probe; at most ${oldestResultDays} days old.`),
    success: z.boolean(),
    latencySeconds: z
      .strictObject({ resolve: seconds, connect: seconds, tls: seconds, firstByte: seconds, total: seconds })
      .optional(),
    dns: z
      .strictObject({
        addresses: z.array(z.union([z.ipv4(), z.ipv6()], "expected an IP address")).max(64),
        ttlSeconds: z.int().min(0).max(2_147_483_647).optional(),
      })
      .optional(),
    httpStatus: z.int().min(100).max(599).optional(),
    certificateExpiresAt: z.iso.datetime({ offset: true }).optional(),
    errorClass: z.enum(probeErrorClasses).optional(),
    intervalSeconds: z.int().min(1).max(86_400).optional(),
  })
  .meta({ id: "PushedProbeResult" });
export type PushedResult = z.infer<typeof pushedResultSchema>;

/** Body of `POST /api/v1/probes`. */
export const probePushSchema = z
  .strictObject({
    location: probeLocationSchema,
    results: z.array(pushedResultSchema).min(1).max(mostResults),
  })
  .meta({ id: "ProbePush" });
export type ProbePush = z.infer<typeof probePushSchema>;

/** What became of a push. Sending the same again stores nothing again. */
export const probePushAnswerSchema = z
  .object({
    received: z.int(),
    stored: z
      .int()
      .describe("Results that were new; the others were here already, or belong to no one endpoint."),
    unmatched: z
      .array(
        z.object({
          index: z.int(),
          target: z.string(),
          reason: z.enum(["none", "ambiguous"]),
          detail: z.string(),
        }),
      )
      .describe("Results that belong to no endpoint that is known, or to more than one; they are not kept."),
  })
  .meta({ id: "ProbePushAnswer" });
export type ProbePushAnswer = z.infer<typeof probePushAnswerSchema>;

/** One series of probes over the last 24 hours. Null is not known, never zero. */
export const probeSeriesSchema = z
  .object({
    source: z.string().describe("prometheus:<name of the source> or push:<name of the token>."),
    location: probeLocationSchema,
    kind: z.enum([...probeKinds, "unknown"]),
    target: z.string(),
    intervalSeconds: z.int().nullable(),
    results: z.int(),
    successes: z.int(),
    successRatio: z.number().nullable(),
    answersInside: z
      .int()
      .describe("DNS answers of which every address is one of the endpoint's interfaces."),
    answersOutside: z.int(),
    totalSecondsP95: z.number().nullable().describe("Of successful probes, estimated from a histogram."),
    totalSecondsMax: z.number().nullable(),
    stale: z.boolean().describe("True: results have stopped coming. That says nothing about the endpoint."),
    last: z
      .object({
        time: isoTime,
        success: z.boolean(),
        totalSeconds: z.number().nullable(),
        resolveSeconds: z.number().nullable(),
        httpStatus: z.int().nullable(),
        certificateExpiresAt: isoTime.nullable(),
        dnsAddresses: z.array(z.string()),
        dnsTtlSeconds: z.int().nullable(),
        answerInside: z.boolean().nullable(),
        errorClass: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: "ProbeSeries" });
export type ProbeSeries = z.infer<typeof probeSeriesSchema>;

/** Everything that probes say about one endpoint. */
export const endpointProbesSchema = z
  .object({
    vpcEndpointId: z.string(),
    from: isoTime,
    to: isoTime,
    asOf: isoTime.nullable().describe("Time of the newest result; null where there has never been one."),
    series: z.array(probeSeriesSchema),
  })
  .meta({ id: "EndpointProbes" });
export type EndpointProbes = z.infer<typeof endpointProbesSchema>;
