import type pg from "pg";
import type { SignInConfig } from "../config/access.ts";
import { entitlementsOf } from "./entitlements.ts";
import type { Principal } from "./principal.ts";
import { randomSecret, sha256 } from "./secrets.ts";

/** Who signed in, as the provider's ID token says. */
export interface Identity {
  issuer: string;
  subject: string;
  name: string;
  email: string | null;
  groups: string[];
}

const keptDays = 30;

/** Begins a session. Returns the secret for the cookie; only its hash is stored. */
export async function beginSession(
  pool: pg.Pool,
  who: Identity,
  { session }: Pick<SignInConfig, "session">,
  now: Date,
  address: string | null = null,
): Promise<string> {
  const secret = randomSecret();
  await pool.query(
    `WITH old AS (DELETE FROM access_session WHERE expires_at < $7::timestamptz - interval '${keptDays} days')
     INSERT INTO access_session (session_id, issuer, subject, name, email, groups, created_at, last_seen_at, expires_at,
       address)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7::timestamptz + make_interval(hours => $8::int), $9)`,
    [
      ...[sha256(secret), who.issuer, who.subject, who.name, who.email, who.groups, now],
      ...[session.absoluteHours, address],
    ],
  );
  return secret;
}

/**
 * Who has a session, with what the configuration allows them now; undefined where it is not known, ended, too old, or
 * was not used for too long. Notes once a minute at most that it was used.
 */
export async function principalOfSession(
  pool: pg.Pool,
  secret: string,
  config: SignInConfig,
  now: Date,
): Promise<Principal | undefined> {
  const sessionId = sha256(secret);
  const { rows } = await pool.query<{
    subject: string;
    name: string;
    email: string | null;
    groups: string[];
    seenAgo: number;
  }>({
    name: "access-session",
    text: `SELECT subject, name, email, groups, extract(epoch FROM $2::timestamptz - last_seen_at)::float8 AS "seenAgo"
     FROM access_session
     WHERE session_id = $1 AND ended_at IS NULL AND issuer = $3 AND expires_at > $2
       AND created_at > $2::timestamptz - make_interval(hours => $5::int)
       AND last_seen_at > $2::timestamptz - make_interval(mins => $4::int)`,
    values: [sessionId, now, config.issuer, config.session.idleMinutes, config.session.absoluteHours],
  });
  const [row] = rows;
  if (!row) return undefined;
  if (row.seenAgo >= 60)
    await pool.query(
      "UPDATE access_session SET last_seen_at = $2 WHERE session_id = $1 AND last_seen_at < $2",
      [sessionId, now],
    );
  const { subject, name, email, groups } = row;
  const entitlements = entitlementsOf(groups, config);
  return { kind: "person", subject, name, email, entitlements, sessionId };
}

/** Ends a session: its cookie opens nothing any more. */
export async function endSession(pool: pg.Pool, sessionId: string, now: Date): Promise<void> {
  await pool.query("UPDATE access_session SET ended_at = $2 WHERE session_id = $1 AND ended_at IS NULL", [
    sessionId,
    now,
  ]);
}
