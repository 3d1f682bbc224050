import { DatabaseUnavailableError } from "../errors.ts";

/** Oldest major version of Postgres that the schema runs on. */
export const oldestServerVersion = 15;

/** Host, port, database and user of a connection string, without its password. */
export function describeUrl(url: string): string {
  try {
    const { hostname, port, pathname, username } = new URL(url);
    const user = username ? ` as ${decodeURIComponent(username)}` : "";
    return `${hostname || "localhost"}:${port || 5432}${pathname}${user}`;
  } catch {
    return "the given DATABASE_URL";
  }
}

/** The innermost reason: Node tries several addresses and wraps what each answered in an AggregateError. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return (error as { code?: string } | undefined)?.code;
}

/** True for an error that tells of the connection and not of the statement: the server is down, or went down. */
export function isConnectionError(error: unknown): boolean {
  if (error instanceof DatabaseUnavailableError) return true;
  if (error instanceof AggregateError) return error.errors.some(isConnectionError);
  if (lostCodes.test(codeOf(error) ?? "")) return true;
  return error instanceof Error && lostWords.test(error.message);
}

// Not 08P01, a violation of the protocol: that is a statement of ours, and would be one the next time as well.
const lostCodes =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_\w+|57P0[1-3]|08(?!P)\w{3})$/;
// What pg itself says has no code.
const lostWords =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Client (was closed|has encountered a connection error) and is not queryable)/;

/** True for what a pool says that was ended: this process closes, so that asking again would be in vain. */
export function isPoolEnded(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Cannot use a pool after calling end");
}

function reason(error: unknown, where: string): string {
  switch (codeOf(error)) {
    case "ECONNREFUSED":
      return `nothing answers at ${where}: is Postgres running there, and is the port right?`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the host of ${where} has no address: check the name in DATABASE_URL`;
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `${where} cannot be reached from here: check network and firewall`;
    case "28P01":
    case "28000":
      return `Postgres at ${where} refuses the user or the password of DATABASE_URL`;
    case "3D000":
      return `Postgres answers, but the database of ${where} does not exist: create it, or correct DATABASE_URL`;
    case "53300":
      return `Postgres at ${where} has no connection left (max_connections)`;
    case "57P03":
      return `Postgres at ${where} is starting up or shutting down: try again in a moment`;
    default: {
      const text = error instanceof Error ? error.message : String(error);
      return /timeout/i.test(text) ? `${where} does not answer within 10 s` : `Postgres at ${where}: ${text}`;
    }
  }
}

/** What a failed connection means, as one sentence that never holds the password. */
export function explainConnectionError(error: unknown, url: string): DatabaseUnavailableError {
  if (error instanceof DatabaseUnavailableError) return error;
  return new DatabaseUnavailableError(reason(error, describeUrl(url)), { cause: error });
}
