import { z } from "zod";
import { roles } from "./permissions.ts";

const isoTime = z.string().meta({ format: "date-time" });

/** A token as it is listed: never its secret. */
export const tokenSchema = z
  .object({
    tokenId: z.string(),
    name: z.string(),
    prefix: z.string().describe("The first characters of the secret, to tell it by."),
    role: z.enum(roles),
    accounts: z.array(z.string()).nullable().describe("Null with `owners` null: the whole fleet."),
    owners: z.array(z.string()).nullable(),
    madeBy: z.string(),
    madeAt: isoTime,
    expiresAt: isoTime,
    revokedAt: isoTime.nullable(),
    revokedBy: z.string().nullable(),
    lastUsedAt: isoTime.nullable().describe("To the minute."),
    state: z.enum(["valid", "expired", "revoked"]),
  })
  .meta({ id: "ApiToken" });
export type TokenItem = z.infer<typeof tokenSchema>;

/** All tokens, the latest first. */
export const tokensSchema = z.object({ items: z.array(tokenSchema) }).meta({ id: "ApiTokens" });

/** A token that was just made: the one time that its secret is told. */
export const madeTokenSchema = z
  .object({ token: tokenSchema, secret: z.string().describe("Told once, stored nowhere.") })
  .meta({ id: "MadeApiToken" });
export type MadeToken = z.infer<typeof madeTokenSchema>;

const mostDays = 366;

/** What to make. */
export const tokenEntrySchema = z
  .strictObject({
    name: z
      .string("expected text")
      .trim()
      .regex(/^[\w .@:-]{1,60}$/, "expected 1 to 60 letters, digits, blanks and . @ : - _"),
    role: z.enum(roles, `expected one of ${roles.join(", ")}`),
    accounts: z
      .array(z.string().regex(/^\d{12}$/, "expected an account id of 12 digits"))
      .min(1, "expected an account at least; leave it out for the whole fleet")
      .max(2000, "may have 2,000 accounts")
      .optional(),
    owners: z
      .array(
        z
          .string()
          .trim()
          .min(1)
          .max(256)
          .refine((text) => !text.includes("\0") && text.isWellFormed(), "must be well-formed text"),
      )
      .min(1, "expected an owner at least; leave it out for the whole fleet")
      .max(200, "may have 200 owners")
      .optional(),
    expiresInDays: z
      .int("expected days, a whole number")
      .min(1, "expected a day at least")
      .max(mostDays, `expected ${mostDays} days at most`)
      .default(90),
  })
  .meta({ id: "ApiTokenEntry" });
export type TokenEntry = z.infer<typeof tokenEntrySchema>;
