import { DescribeRegionsCommand, type Region } from "@aws-sdk/client-ec2";
import { type TableRows, tables } from "#lib/inventory/tables.ts";
import { inventoryCollector, type ScopeContext } from "../collector.ts";
import { rowsOf, textOf } from "../values.ts";

async function fetchRegions({ aws, parts }: ScopeContext): Promise<Region[] | undefined> {
  return parts.read(
    "DescribeRegions",
    async () => (await aws.ec2(new DescribeRegionsCommand({}))).Regions ?? [],
  );
}

/** Enabled regions as rows. */
export function mapRegions(regions: Region[] | undefined): TableRows[] {
  if (!regions) return [];
  const rows = rowsOf(regions, (region) =>
    region.RegionName
      ? {
          region: region.RegionName,
          optInStatus: textOf(region.OptInStatus),
          endpoint: textOf(region.Endpoint),
          tags: {},
          raw: {},
        }
      : undefined,
  );
  return [{ table: tables.region, rows }];
}

export const regions = inventoryCollector({
  name: "regions",
  phase: "accounts",
  answersOnly: true,
  fetch: fetchRegions,
  map: mapRegions,
});
