import { createHash } from "node:crypto";
import { z } from "zod";
import { InvalidInputError } from "../../errors.ts";

/** Where a page ended: the sort column's value and the key's values of its last row, as Postgres writes them. */
export interface CursorPosition {
  sortValue: string | null;
  key: string[];
}

const cursorSchema = z.object({
  /** Checksum over the rest, so that a cut or edited cursor is refused instead of read as another place. */
  c: z.string(),
  /** Fingerprint of list, sort, search and filters. */
  f: z.string(),
  s: z.string().nullable(),
  k: z.array(z.string()),
});

const digest = (value: unknown) =>
  createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 16);

/** What makes two requests pages of the same list. */
export function queryFingerprint(parts: unknown): string {
  return digest(["linkledger-list-1", parts]);
}

/** An opaque `nextCursor`. */
export function encodeCursor(fingerprint: string, { sortValue, key }: CursorPosition): string {
  const c = digest([fingerprint, sortValue, key]);
  return Buffer.from(JSON.stringify({ c, f: fingerprint, s: sortValue, k: key })).toString("base64url");
}

/** The position in a cursor. Throws InvalidInputError for `cursor` if it is damaged or of another query. */
export function decodeCursor(cursor: string, fingerprint: string): CursorPosition {
  const parsed = cursorSchema.safeParse(readJson(cursor));
  if (!parsed.success || parsed.data.c !== digest([parsed.data.f, parsed.data.s, parsed.data.k])) {
    throw new InvalidInputError("cursor", "is not a cursor of this API; leave it out for the first page.");
  }
  if (parsed.data.f !== fingerprint) {
    throw new InvalidInputError(
      "cursor",
      "belongs to a list with another sort, search or filter; leave it out for the first page.",
    );
  }
  return { sortValue: parsed.data.s, key: parsed.data.k };
}

function readJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
