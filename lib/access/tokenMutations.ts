import { randomUUID } from "node:crypto";
import type pg from "pg";
import { ProblemError } from "../api/problem.ts";
import { type Grant, grantWords, isWithin } from "./grants.ts";
import { type Permission, permissions, permissionWords, roleMay } from "./permissions.ts";
import { grantFor, type Principal } from "./principal.ts";
import { randomSecret, sha256 } from "./secrets.ts";
import type { TokenEntry, TokenItem } from "./tokenSchema.ts";
import { tokenStart } from "./tokens.ts";

const shownLength = tokenStart.length + 6;

/** Makes a token that may not do more than its maker. Returns its id and its secret. Throws ProblemError 403. */
export async function makeToken(
  pool: pg.Pool,
  maker: Principal,
  entry: TokenEntry,
  now: Date,
): Promise<{ tokenId: string; secret: string }> {
  const { accounts, owners } = entry;
  const unlimited = accounts === undefined && owners === undefined;
  const grant: Grant = unlimited ? null : { accounts: accounts ?? [], owners: owners ?? [] };
  refuseMore(maker, entry, grant);
  const secret = tokenStart + randomSecret();
  const tokenId = randomUUID();
  await pool.query(
    `INSERT INTO access_token (token_id, name, prefix, sha256, role, unlimited, accounts, owners, made_by, made_at, expires_at,
       made_by_subject)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10::timestamptz + make_interval(days => $11::int), $12)`,
    [
      ...[tokenId, entry.name, secret.slice(0, shownLength), sha256(secret), entry.role, unlimited],
      ...[accounts ?? [], owners ?? [], maker.name, now, entry.expiresInDays],
      maker.kind === "person" ? maker.subject : null,
    ],
  );
  return { tokenId, secret };
}

function refuseMore(maker: Principal, { role }: TokenEntry, grant: Grant): void {
  for (const permission of Object.keys(permissions) as Permission[]) {
    if (!roleMay(role, permission)) continue;
    const own = grantFor(maker, permission);
    if (own !== undefined && isWithin(grant, own)) continue;
    const over = own === undefined ? "nothing" : grantWords(own);
    throw new ProblemError(
      403,
      "Forbidden",
      `A token may not do more than who makes it: the role ${role} may ${permissionWords[permission]}, which you may for ${over}.`,
    );
  }
}

/** Revokes a token: it opens nothing any more. */
export async function revokeToken(pool: pg.Pool, tokenId: string, by: string, now: Date): Promise<void> {
  await pool.query(
    `UPDATE access_token SET revoked_at = coalesce(revoked_at, $2), revoked_by = coalesce(revoked_by, $3)
     WHERE token_id::text = $1`,
    [tokenId, now, by],
  );
}

/** Tokens, the latest first: all, the one of an id, or those that a subject made. */
export async function readTokens(
  pool: pg.Pool,
  now: Date,
  { tokenId = null, madeBy = null }: { tokenId?: string | null; madeBy?: string | null } = {},
): Promise<TokenItem[]> {
  type Row = Omit<
    TokenItem,
    "accounts" | "owners" | "madeAt" | "expiresAt" | "revokedAt" | "lastUsedAt" | "state"
  > & {
    unlimited: boolean;
    accounts: string[];
    owners: string[];
    madeAt: Date;
    expiresAt: Date;
    revokedAt: Date | null;
    lastUsedAt: Date | null;
  };
  const { rows } = await pool.query<Row>(
    `SELECT token_id AS "tokenId", name, prefix, role, unlimited, accounts, owners, made_by AS "madeBy", made_at AS "madeAt",
       expires_at AS "expiresAt", revoked_at AS "revokedAt", revoked_by AS "revokedBy", last_used_at AS "lastUsedAt"
     FROM access_token WHERE ($1::text IS NULL OR token_id::text = $1) AND ($2::text IS NULL OR made_by_subject = $2) ORDER BY made_at DESC, token_id LIMIT 1000`,
    [tokenId, madeBy],
  );
  return rows.map(({ unlimited, accounts, owners, madeAt, expiresAt, revokedAt, lastUsedAt, ...row }) => ({
    ...row,
    accounts: unlimited ? null : accounts,
    owners: unlimited ? null : owners,
    madeAt: madeAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    state: revokedAt ? "revoked" : expiresAt <= now ? "expired" : "valid",
  }));
}
