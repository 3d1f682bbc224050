import { z } from "zod";
import { availabilityClasses } from "./endpoints.ts";
import { sloItemSchema } from "./sloList.ts";

const number = z.number().nullable();

/** One UTC day of an objective: what was counted on it, and what the window that ends with it has left. */
const sloDaySchema = z.object({
  day: z.string().meta({ format: "date" }),
  bad: z.number(),
  total: z.number(),
  attainment: number.describe("Of the window that ends with the day."),
  budgetLeft: number.describe("Of the window that ends with the day."),
});

const sloEndpointSchema = z.object({
  accountId: z.string(),
  region: z.string(),
  vpcEndpointId: z.string(),
  state: z.enum(["met", "breached", "unknown"]),
  availabilityClass: z.enum(availabilityClasses),
  bad: number,
  total: number,
  attainment: number,
  budgetLeft: number,
});

/** An objective with its definition, its burn-down and the endpoints that spend most. */
export const sloDetailSchema = sloItemSchema
  .extend({
    definition: z.record(z.string(), z.unknown()).describe("As in linkledger.yaml, defaults filled in."),
    missing: z.string().describe("What it means when there is nothing to count."),
    days: z.array(sloDaySchema),
    availability: z
      .object({
        endpoints: z.int(),
        known: z.int(),
        classes: z.record(z.enum(availabilityClasses), z.int()),
        share999: number.describe("Share of the endpoints that are known with at least 99.9 %."),
        share99: number,
        share95: number,
      })
      .nullable()
      .describe("Endpoints by how available they were; null unless the objective is kept per endpoint."),
    worstEndpoints: z.array(sloEndpointSchema).describe("Those with least of their budget left, 20 at most."),
  })
  .meta({ id: "SloDetail" });
export type SloDetail = z.infer<typeof sloDetailSchema>;
