import { z } from "zod";
import type { ListDefinition } from "../api/list/definition.ts";
import { actorKinds, outcomes } from "./events.ts";

/** One thing that somebody did. */
export const activityItemSchema = z
  .object({
    eventId: z.string(),
    doneAt: z.string().meta({ format: "date-time" }),
    actorKind: z
      .enum(actorKinds)
      .describe("person: signed in; token; local: no sign-in is configured; nobody: not signed in."),
    actor: z.string().describe("The person's name or the token's."),
    subject: z.string().describe("The provider's id of the person, or the token's id."),
    email: z.string().nullable(),
    action: z.string().describe("sign-in, sign-out, exported, token made, idle decided and so on."),
    outcome: z.enum(outcomes).describe("refused: whoever asked may not do it."),
    target: z.string().describe("The address that it was done at."),
    detail: z.string().nullable(),
    address: z.string().nullable().describe("Of the caller."),
  })
  .meta({ id: "Activity" });
export type ActivityItem = z.infer<typeof activityItemSchema>;

const text = (column: string) => ({ kind: "text" as const, sql: `v.${column}` });

/** Who did what, the latest first. */
export const activityList: ListDefinition<ActivityItem> = {
  name: "activity",
  item: activityItemSchema,
  from: "access_event v",
  joins: {},
  columns: {
    eventId: { kind: "text", sql: "v.event_id::text" },
    doneAt: { kind: "time", sql: "v.at" },
    actorKind: text("actor_kind"),
    actor: text("actor"),
    subject: text("subject"),
    email: text("email"),
    action: text("action"),
    outcome: text("outcome"),
    target: text("target"),
    detail: text("detail"),
    address: text("address"),
  },
  key: ["eventId"],
  defaultSort: "-doneAt",
  search: [{ sql: "concat_ws(' ', v.actor, v.subject, v.email, v.action, v.target, v.detail) ILIKE :q" }],
};
