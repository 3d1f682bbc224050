import { z } from "zod";

const isoTime = z.string().meta({ format: "date-time" });

/** Somebody's session, as long as it opens anything. */
export const sessionSchema = z
  .object({
    sessionId: z.string().describe("To end it by; it opens nothing."),
    name: z.string(),
    email: z.string().nullable(),
    address: z.string().nullable().describe("From where it was begun, as far as it is known."),
    beganAt: isoTime,
    lastSeenAt: isoTime.describe("To the minute."),
    endsAt: isoTime.describe("The latest; sooner where it is not used."),
    current: z.boolean().describe("It is the one that asks."),
    own: z.boolean().describe("It is of whoever asks."),
  })
  .meta({ id: "Session" });
export type SessionItem = z.infer<typeof sessionSchema>;

/** Sessions, the last used first. */
export const sessionsSchema = z.object({ items: z.array(sessionSchema) }).meta({ id: "Sessions" });

export const whoseValues = ["own", "all"] as const;
