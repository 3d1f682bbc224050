import { readParameters } from "../api/parameters.ts";
import { readPathId } from "../api/pathId.ts";
import { ProblemError } from "../api/problem.ts";
import { currentTime } from "../env.ts";
import { InvalidInputError, NotFoundError } from "../errors.ts";
import { asker, configuredSignIn, wholePool } from "./asker.ts";
import { grantFor } from "./principal.ts";
import { endShownSession, readSessions } from "./sessionData.ts";
import { type SessionItem, whoseValues } from "./sessionSchema.ts";

/** Whether the asker may see and end everybody's sessions. */
const mayAll = () => grantFor(asker(), "settings") === null;

/** Open sessions: the asker's own, or with `whose=all` everybody's. Throws ProblemError 403, InvalidQueryError. */
export async function listSessions(parameters: URLSearchParams): Promise<{ items: SessionItem[] }> {
  const { whose = "own" } = readParameters(parameters, ["whose"]);
  if (!whoseValues.some((value) => value === whose))
    throw new InvalidInputError("whose", `expected one of ${whoseValues.join(", ")}.`);
  if (whose === "all" && !mayAll())
    throw new ProblemError(
      403,
      "Forbidden",
      "Everybody's sessions are seen by an admin of the whole fleet; whose=own are your own.",
    );
  return { items: await openSessions(whose === "all") };
}

/** Open sessions of the asker, or of everybody. */
export async function openSessions(everybody: boolean): Promise<SessionItem[]> {
  const signIn = configuredSignIn();
  return signIn ? readSessions(await wholePool(), asker(), signIn, currentTime(), everybody) : [];
}

/** Ends the session of a path: one's own, an admin's choice of any. Returns whose it was. Throws NotFoundError. */
export async function removeSession(id: string): Promise<string> {
  const sessionId = readPathId(id);
  const signIn = configuredSignIn();
  const subject = mayAll() ? null : asker().subject;
  const name =
    signIn &&
    (await endShownSession(await wholePool(), sessionId, { issuer: signIn.issuer, subject }, currentTime()));
  if (name === undefined) throw new NotFoundError("There is no such session, or it is over.");
  return name;
}

/** Everybody's sessions, for an admin of the whole fleet; null for others. */
export const everybodysSessions = async (): Promise<SessionItem[] | null> =>
  mayAll() && configuredSignIn() ? openSessions(true) : null;
