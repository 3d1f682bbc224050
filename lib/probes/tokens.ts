import { createHash, timingSafeEqual } from "node:crypto";

/** A token that may push results, as the configuration has it: not the token, its SHA-256 in hexadecimal. */
export interface PushToken {
  name: string;
  sha256: string;
}

/**
 * The token of an Authorization header; undefined where the header has none that is known. Every token is compared,
 * and all of it, so that the time it takes tells nothing.
 */
export function tokenOf(header: string | null, tokens: readonly PushToken[]): PushToken | undefined {
  const given = /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1];
  const digest = createHash("sha256")
    .update(given ?? "")
    .digest();
  let found: PushToken | undefined;
  for (const token of tokens) {
    const same = timingSafeEqual(digest, Buffer.from(token.sha256, "hex"));
    if (same && given !== undefined) found = token;
  }
  return found;
}
