import { createHash } from "node:crypto";
import type { Signal } from "./schema.ts";

/** The id of the alert about a subject: the same for as long as it is the same thing, so that links stay true. */
export function alertId({ accountId, subject }: Pick<Signal, "accountId" | "subject">): string {
  return createHash("sha256").update(`${accountId}\0${subject}`).digest("hex").slice(0, 20);
}
