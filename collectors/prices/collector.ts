import { newVersions } from "#lib/cost/prices/compute.ts";
import { readPrices } from "#lib/cost/prices/data.ts";
import { fallbackPrices } from "#lib/cost/prices/fallback.ts";
import { addPrices } from "#lib/cost/prices/mutations.ts";
import type { PriceVersion } from "#lib/cost/prices/schema.ts";
import type { Collected, Collector } from "../collector.ts";
import { listings } from "./catalog.ts";
import { fetchProducts } from "./fetch.ts";
import { mapPrices } from "./map.ts";

/**
 * List prices of the whole of AWS, once a day for the organization. Asked in us-east-1: the Price List answers
 * there, in eu-central-1 and in ap-south-1 only. What cannot be read is filled from the dated fallback.
 */
export const prices: Collector = {
  name: "prices",
  phase: "costs",
  async collect({ aws, parts, db, now }): Promise<Collected> {
    const listed: PriceVersion[] = [];
    for (const listing of listings) {
      const read = await parts.read(listing.part, async () =>
        mapPrices(listing.serviceCode, await fetchProducts(aws, listing)),
      );
      listed.push(...(read ?? []));
    }
    // Known without asking, so that a list that refuses leaves the rest of the run standing.
    await parts.read("fallback", async () => fallbackPrices);
    const known = await readPrices(db.pool);
    const added = newVersions(known, listed, fallbackPrices, now.toISOString().slice(0, 10));
    return {
      resources: listed.length,
      write: async (client) => ({ created: await addPrices(client, added, now), modified: 0 }),
    };
  },
};
