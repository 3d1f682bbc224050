import type { Check } from "./checkSchema.ts";

type InstallCheck = Pick<Check, "subject" | "status" | "sentence" | "fix">;

/** AWS refuses signatures that are five minutes off; rows are misdated long before. */
const tolerableSeconds = 30;
const refusedSeconds = 300;

/** The machine's clock against another: undefined where nobody answered. */
export function judgeClock(of: "AWS" | "the database", offMs: number | undefined): InstallCheck {
  const subject = `clock against ${of}`;
  if (offMs === undefined)
    return {
      subject,
      status: "unknown",
      sentence: `The clock could not be held against that of ${of}.`,
      fix: null,
    };
  const seconds = Math.round(Math.abs(offMs) / 1000);
  const off = `The clock of this machine is ${seconds} s ${offMs > 0 ? "behind" : "ahead of"} that of ${of}.`;
  if (seconds <= tolerableSeconds)
    return {
      subject,
      status: "ok",
      sentence: `The clock agrees with that of ${of} to ${seconds} s.`,
      fix: null,
    };
  const fix = "Let the machine keep its time with NTP (chrony, systemd-timesyncd).";
  if (seconds < refusedSeconds) return { subject, status: "missing", sentence: off, fix };
  return { subject, status: "missing", sentence: `${off} AWS refuses requests that are so far off.`, fix };
}

export interface DatabaseFacts {
  version: string;
  mayCreate: boolean;
  mayCreateSchema: boolean;
  pending: number;
  readOnly: boolean;
}

/** Version, rights and state of the database. */
export function judgeDatabase(facts: DatabaseFacts): InstallCheck[] {
  const checks: InstallCheck[] = [
    { subject: "database", status: "ok", sentence: `Postgres ${facts.version} answers.`, fix: null },
  ];
  const missing = (sentence: string, fix: string) =>
    checks.push({ subject: "database", status: "missing", sentence, fix });
  if (facts.readOnly)
    missing(
      "The database takes no writes: it is a standby, or set to read only.",
      "Point DATABASE_URL at the primary.",
    );
  if (!facts.mayCreate)
    missing(
      "The database user may not create tables in schema public.",
      "As the owner: GRANT CREATE, USAGE ON SCHEMA public TO <user>.",
    );
  if (!facts.mayCreateSchema)
    missing(
      "The database user may not create schemas; the queue needs one of its own, graphile_worker.",
      "As the owner: GRANT CREATE ON DATABASE <database> TO <user>.",
    );
  if (facts.pending > 0)
    checks.push({
      subject: "database",
      status: "absent",
      sentence: `${facts.pending} migrations are not applied yet.`,
      fix: "The next npm start, worker or web applies them.",
    });
  return checks;
}
