import { type Dimension, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import { allPages } from "../aws/pages.ts";
import type { Aws } from "../aws/session.ts";
import { serviceZoneKinds } from "./catalog.ts";
import type { Series, Unit } from "./plan.ts";
import { providerDepth } from "./targets.ts";

interface Zoned {
  dimensions: Series["dimensions"];
  key: string[];
}

/**
 * Units of services per zone, as CloudWatch lists them: whether its dimension `Az` holds names or AZ IDs is not
 * documented.
 */
export async function serviceZoneUnits(
  aws: Aws,
  serviceIds: string[],
  zones: Map<string, string>,
): Promise<Unit[]> {
  const ours = new Map(serviceIds.map((id) => [id, [] as Zoned[]]));
  const listed = await allPages(async (NextToken) => {
    const answer = await aws.cloudWatch(
      new ListMetricsCommand({
        Namespace: serviceZoneKinds.traffic.namespace,
        MetricName: "BytesProcessed",
        Dimensions: [{ Name: "Az" }],
        NextToken,
      }),
    );
    return { items: answer.Metrics, next: answer.NextToken };
  });
  for (const { Dimensions = [] } of listed) {
    const service = dimensionOf(Dimensions, "Service Id");
    const zone = dimensionOf(Dimensions, "Az");
    const found = service && ours.get(service);
    if (!found || !zone || Dimensions.length !== 2) continue;
    found.push({
      dimensions: [
        { Name: "Az", Value: zone },
        { Name: "Service Id", Value: service },
      ],
      key: [service, zones.get(zone) ?? zone, "", ""],
    });
  }
  const units = (resourceId: string, found: Zoned[]): Unit[] =>
    (["traffic", "detail"] as const).map((part) => ({
      resourceId,
      grain: part === "traffic" ? "az" : "az-detail",
      group: part === "traffic" ? "zones" : "zone-detail",
      depth: providerDepth,
      series: found.map((zoned) => ({ ...zoned, kind: serviceZoneKinds[part], labels: [] })),
    }));
  return [...ours].flatMap(([id, found]) => (found.length > 0 ? units(id, found) : []));
}

function dimensionOf(dimensions: Dimension[], name: string): string | undefined {
  return dimensions.find(({ Name }) => Name === name)?.Value;
}
