import type pg from "pg";
import type { SignInConfig } from "../config/access.ts";
import type { Principal } from "./principal.ts";
import type { SessionItem } from "./sessionSchema.ts";

// The name of a session is not what is stored of its secret: nobody has to ask whether that could be used.
const shownId = "encode(sha256(convert_to(session_id, 'UTF8')), 'hex')";
const most = 1000;

/** The sessions that open something now, the last used first: those of `asker`, or everybody's. */
export async function readSessions(
  pool: pg.Pool,
  asker: Principal,
  { issuer, session }: Pick<SignInConfig, "issuer" | "session">,
  now: Date,
  everybody: boolean,
): Promise<SessionItem[]> {
  const { rows } = await pool.query<
    Omit<SessionItem, "beganAt" | "lastSeenAt" | "endsAt"> & {
      beganAt: Date;
      lastSeenAt: Date;
      endsAt: Date;
    }
  >(
    `SELECT ${shownId} AS "sessionId", name, email, address, created_at AS "beganAt", last_seen_at AS "lastSeenAt",
       least(expires_at, created_at + make_interval(hours => $4::int)) AS "endsAt",
       session_id = $5 AS current, subject = $6 AS own
     FROM access_session
     WHERE ended_at IS NULL AND issuer = $1 AND expires_at > $2
       AND created_at > $2::timestamptz - make_interval(hours => $4::int)
       AND last_seen_at > $2::timestamptz - make_interval(mins => $3::int) AND ($7 OR subject = $6)
     ORDER BY last_seen_at DESC, created_at DESC, 1 LIMIT ${most}`,
    [
      ...[issuer, now, session.idleMinutes, session.absoluteHours],
      ...[asker.sessionId ?? "", asker.kind === "person" ? asker.subject : "", everybody],
    ],
  );
  return rows.map(({ beganAt, lastSeenAt, endsAt, ...row }) => ({
    ...row,
    beganAt: beganAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    endsAt: endsAt.toISOString(),
  }));
}

/** Ends a session that is not over, of `subject` alone where it is given. Returns whose it was; undefined: there is none. */
export async function endShownSession(
  pool: pg.Pool,
  sessionId: string,
  { issuer, subject }: { issuer: string; subject: string | null },
  now: Date,
): Promise<string | undefined> {
  const { rows } = await pool.query<{ name: string }>(
    `UPDATE access_session SET ended_at = $4
     WHERE ${shownId} = $1 AND issuer = $2 AND ended_at IS NULL AND ($3::text IS NULL OR subject = $3) RETURNING name`,
    [sessionId, issuer, subject, now],
  );
  return rows[0]?.name;
}
