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
  items: Item[];
  nextCursor: string | null;
}

/** The envelope of a list of these items. */
export function listPageSchema(item: z.ZodType) {
  return z.object({
    asOf: z.iso
      .datetime()
      .nullable()
      .describe(
        "The newest complete success of the scopes that fill the list; of verdicts, the watermark that they hold for. Null before the first.",
      ),
    coverage: coverageSchema,
    total: z.int().describe("Rows that the filters leave, on all pages together."),
    items: z.array(item),
    nextCursor: z.string().nullable().describe("Null on the last page."),
  });
}
