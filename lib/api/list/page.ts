import { z } from "zod";

/** How much of what a list shows has been collected lately. */
export const coverageSchema = z
  .object({
    scopes: z.int().describe("Account × region scopes that the configuration asks for."),
    fresh: z.int().describe("Scopes whose last run succeeded within three of its intervals."),
  })
  .meta({ id: "Coverage" });
export type Coverage = z.infer<typeof coverageSchema>;

/** One page of a list. `total` counts all rows of the filters, on every page. */
export interface ListPage<Item> {
  /** The newest complete success among the scopes that fill the list, or what its evaluation holds for; null before the first. ISO 8601. */
  asOf: string | null;
  coverage: Coverage;
  total: number;
  /** Of lists that have them: sums over all rows of the filters, as far as known, and of how many rows. */
  sums?: Record<string, ListSum>;
  items: Item[];
  nextCursor: string | null;
}

/** A sum over the rows in which a field is known; null where it is known in none. */
export const listSumSchema = z.object({
  sum: z.number().nullable().describe("Null where no row has a value."),
  rows: z.int().describe("Rows that have one."),
});
export type ListSum = z.infer<typeof listSumSchema>;

/** The envelope of a list of these items, with sums over some of their fields. */
export function listPageSchema(item: z.ZodType, sums: readonly string[] = []) {
  const summed = z.object(Object.fromEntries(sums.map((field) => [field, listSumSchema])));
  return z.object({
    asOf: z.iso
      .datetime()
      .nullable()
      .describe(
        "The newest complete success of the scopes that fill the list; of verdicts, the watermark that they hold for. Null before the first.",
      ),
    coverage: coverageSchema,
    total: z.int().describe("Rows that the filters leave, on all pages together."),
    ...(sums.length > 0 && { sums: summed.describe("Over all rows that the filters leave.") }),
    items: z.array(item),
    nextCursor: z.string().nullable().describe("Null on the last page."),
  });
}
