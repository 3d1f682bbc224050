import { z } from "zod";

/** The pages whose lists have views. */
export const viewLists = [
  "/endpoints",
  "/connections",
  "/services",
  "/load-balancers",
  "/alerts",
  "/findings",
  "/idle",
  "/slos",
  "/quotas",
  "/audits",
] as const;
export type ViewList = (typeof viewLists)[number];

export const isViewList = (path: string): path is ViewList => viewLists.some((list) => list === path);

/** How many views of one list a browser may keep, and how many everybody together. */
export const mostViews = 50;

const name = z
  .string("expected text")
  .trim()
  .min(1, "must not be empty")
  .max(60, "may have 60 characters")
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), "must be well-formed text of one line")
  .describe("Unique among the views of its list that are this browser's, or everybody's.");
const query = z
  .string("expected text")
  .max(4000, "may have 4000 characters")
  .describe("What stands behind the ? in the address of the page; empty for none.");
const shared = z.boolean("expected true or false");

/** A view that is to be kept. */
export const viewEntrySchema = z
  .strictObject({
    list: z.enum(viewLists, `expected one of ${viewLists.join(", ")}`),
    name,
    query,
    shared: shared.default(false).describe("Everybody sees, changes and deletes it."),
    start: shared.default(false).describe("This browser opens the page with it."),
  })
  .meta({ id: "SavedViewEntry" });
export type ViewEntry = z.infer<typeof viewEntrySchema>;

/** What is to be changed of a view. */
export const viewChangeSchema = z
  .strictObject({
    name: name.optional(),
    query: query.optional(),
    shared: shared.optional(),
    start: shared.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "expected name, query, shared or start")
  .meta({ id: "SavedViewChange" });
export type ViewChange = z.infer<typeof viewChangeSchema>;

/** A view as the API and the pages have it. */
export const savedViewSchema = z
  .object({
    viewId: z.string(),
    list: z.enum(viewLists),
    name: z.string(),
    query: z.string(),
    shared: z.boolean().describe("Everybody's; otherwise this browser's alone."),
    start: z.boolean().describe("This browser opens the page with it."),
  })
  .meta({ id: "SavedView" });
export type SavedView = z.infer<typeof savedViewSchema>;

export const savedViewsSchema = z.object({ items: z.array(savedViewSchema) }).meta({ id: "SavedViews" });
