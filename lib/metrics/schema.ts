import { z } from "zod";

/** Bucket widths that are stored, finest first, in seconds. */
export const resolutions = { "1m": 60, "5m": 300, "1h": 3600, "1d": 86_400 } as const;
export type Resolution = keyof typeof resolutions;
export const resolutionNames = Object.keys(resolutions) as Resolution[];

const isoTime = z.string().meta({ format: "date-time" });

/** What CloudWatch publishes per endpoint (`AWS/PrivateLinkEndpoints`), with the statistic and unit of each value. */
export const endpointMetricUnits = {
  bytesProcessed: { statistic: "Sum", unit: "Bytes" },
  newConnections: { statistic: "Sum", unit: "Count" },
  packetsDropped: { statistic: "Sum", unit: "Count" },
  rstPacketsReceived: { statistic: "Sum", unit: "Count" },
  activeConnectionsAvg: { statistic: "Average", unit: "Count" },
  activeConnectionsMax: { statistic: "Maximum", unit: "Count" },
  activeConnectionsMin: { statistic: "Minimum", unit: "Count" },
} as const;
export type EndpointMetricName = keyof typeof endpointMetricUnits;
export const endpointMetricNames = Object.keys(endpointMetricUnits) as EndpointMetricName[];

/** One bucket. A value that was not published is absent, and so is a bucket without any. */
export const endpointMetricPointSchema = z
  .object({
    ts: isoTime.describe("Start of the bucket."),
    bytesProcessed: z.int().optional(),
    newConnections: z.int().optional(),
    packetsDropped: z.int().optional(),
    rstPacketsReceived: z.int().optional(),
    activeConnectionsAvg: z.number().optional(),
    activeConnectionsMax: z.number().optional(),
    activeConnectionsMin: z.number().optional(),
  })
  .meta({ id: "EndpointMetricPoint" });
export type EndpointMetricPoint = z.infer<typeof endpointMetricPointSchema>;

/** The endpoint as a whole, or one of its subnets, which is one AZ. */
export const endpointMetricSeriesSchema = z
  .object({
    grain: z.enum(["endpoint", "subnet"]),
    subnetId: z.string().nullable(),
    azId: z.string().nullable(),
    points: z.array(endpointMetricPointSchema).describe("In order of time; buckets without data are absent."),
  })
  .meta({ id: "EndpointMetricSeries" });
export type EndpointMetricSeries = z.infer<typeof endpointMetricSeriesSchema>;

/** A part of the range of which nothing is known; everywhere else a missing bucket means that nothing flowed. */
export const metricGapSchema = z
  .object({
    from: isoTime,
    to: isoTime,
    reason: z.enum(["never-collected", "before-collection", "after-watermark", "not-measurable"]),
  })
  .meta({ id: "MetricGap" });
export type MetricGap = z.infer<typeof metricGapSchema>;

/** Healthy targets behind the service, where the provider is ours too. */
export const healthyHostsSchema = z
  .object({
    asOf: isoTime.nullable(),
    gaps: z.array(metricGapSchema),
    zones: z
      .array(
        z.object({
          azId: z.string(),
          points: z.array(
            z.object({ ts: isoTime, healthy: z.number().describe("The fewest in any target group.") }),
          ),
        }),
      )
      .describe("By AZ ID."),
  })
  .meta({ id: "HealthyHosts" });
export type HealthyHosts = z.infer<typeof healthyHostsSchema>;

/** Traffic of one endpoint over a range of time. */
export const endpointMetricsSchema = z
  .object({
    vpcEndpointId: z.string(),
    accountId: z.string(),
    region: z.string(),
    from: isoTime.describe("Inclusive, moved back to the start of its bucket."),
    to: isoTime.describe("Exclusive."),
    resolution: z.enum(["1m", "5m", "1h", "1d"]),
    periodSeconds: z.int(),
    asOf: isoTime.nullable().describe("The watermark: up to when the series have been asked for."),
    collectedFrom: isoTime.nullable().describe("Since when, without a hole, the series have been asked for."),
    measurable: z.boolean().describe("False: CloudWatch publishes nothing for an endpoint of this kind."),
    gaps: z.array(metricGapSchema).describe("Of the whole endpoint."),
    subnetGaps: z
      .array(metricGapSchema)
      .describe(
        "Of its subnets, which are asked for only while the endpoint has traffic, and less far back.",
      ),
    units: z.record(z.string(), z.object({ statistic: z.string(), unit: z.string() })),
    series: z
      .array(endpointMetricSeriesSchema)
      .describe("The whole endpoint first, then its subnets by AZ ID."),
    healthyHosts: healthyHostsSchema
      .nullable()
      .describe("Null: the service is not one of ours, or stands on no network load balancer."),
  })
  .meta({ id: "EndpointMetrics" });
export type EndpointMetrics = z.infer<typeof endpointMetricsSchema>;

/** A range request. Times are ISO 8601; without them the last 24 hours. `auto` chooses by length and by what is stored. */
export interface EndpointMetricsQuery {
  vpcEndpointId: string;
  from?: string | Date;
  to?: string | Date;
  resolution?: Resolution | "auto";
}
