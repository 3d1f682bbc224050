import { timingSafeEqual } from "node:crypto";
import type pg from "pg";
import { type Grant, normalGrant } from "./grants.ts";
import type { Role } from "./permissions.ts";
import type { Principal } from "./principal.ts";
import { sha256 } from "./secrets.ts";

/** What a token of ours begins with: a scanner of repositories can tell it, and so can we. */
export const tokenStart = "llt_";
const tokenPattern = /^llt_[\w-]{43}$/;

/** The token of an Authorization header; undefined where it has none of ours. */
export function bearerToken(header: string | null | undefined): string | undefined {
  const given = /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1];
  return given?.startsWith(tokenStart) ? given : undefined;
}

/**
 * Who comes with a token; undefined where it is not known, revoked or expired. It is looked up by its hash, so that how
 * long that takes tells nothing of the secret. Notes once a minute at most that it was used.
 */
export async function principalOfToken(
  pool: pg.Pool,
  token: string,
  now: Date,
): Promise<Principal | undefined> {
  if (!tokenPattern.test(token)) return undefined;
  const digest = sha256(token);
  const { rows } = await pool.query<{
    tokenId: string;
    name: string;
    sha256: string;
    role: Role;
    unlimited: boolean;
    accounts: string[];
    owners: string[];
    used: boolean;
  }>({
    name: "access-token",
    text: `SELECT token_id AS "tokenId", name, sha256, role, unlimited, accounts, owners,
       coalesce(last_used_at > $2::timestamptz - interval '1 minute', false) AS used
     FROM access_token WHERE sha256 = $1 AND revoked_at IS NULL AND expires_at > $2`,
    values: [digest, now],
  });
  const [row] = rows;
  if (!row || !timingSafeEqual(Buffer.from(row.sha256), Buffer.from(digest))) return undefined;
  if (!row.used)
    await pool.query(
      "UPDATE access_token SET last_used_at = $2 WHERE token_id = $1 AND (last_used_at IS NULL OR last_used_at < $2)",
      [row.tokenId, now],
    );
  const grant: Grant = row.unlimited ? null : normalGrant({ accounts: row.accounts, owners: row.owners });
  const entitlements = [{ role: row.role, grant }];
  return { kind: "token", subject: row.tokenId, name: row.name, email: null, entitlements };
}
