import { readEntry } from "../api/body.ts";
import { readPathId } from "../api/pathId.ts";
import { currentTime } from "../env.ts";
import { NotFoundError } from "../errors.ts";
import { asker, configuredSignIn, wholePool } from "./asker.ts";
import { authorize } from "./authorize.ts";
import { grantWords, isWithin } from "./grants.ts";
import { type Act, acts, type Permission } from "./permissions.ts";
import { grantFor, type Principal } from "./principal.ts";
import { routes } from "./routes.ts";
import { everybodysSessions } from "./sessionLoaders.ts";
import type { SessionItem } from "./sessionSchema.ts";
import { makeToken, readTokens, revokeToken } from "./tokenMutations.ts";
import { type MadeToken, type TokenItem, tokenEntrySchema } from "./tokenSchema.ts";

function isMine({ accounts, owners }: TokenItem): boolean {
  const own = grantFor(asker(), "settings");
  const whole = accounts === null && owners === null;
  return (
    own !== undefined && isWithin(whole ? null : { accounts: accounts ?? [], owners: owners ?? [] }, own)
  );
}

/** Makes the token that a request asks for. Throws what the API translates. */
export async function receiveToken(request: Request): Promise<MadeToken> {
  const entry = await readEntry(request, tokenEntrySchema);
  const pool = await wholePool();
  const now = currentTime();
  const { tokenId, secret } = await makeToken(pool, asker(), entry, now);
  const [token] = await readTokens(pool, now, { tokenId });
  return { token: token as TokenItem, secret };
}

/** Revokes the token of a path. Throws NotFoundError. */
export async function removeToken(id: string): Promise<void> {
  const tokenId = readPathId(id);
  const pool = await wholePool();
  const now = currentTime();
  const [token] = await readTokens(pool, now, { tokenId });
  if (!token || !isMine(token)) throw new NotFoundError("There is no such token.");
  await revokeToken(pool, tokenId, asker().name, now);
}

/** All tokens that allow nothing which the asker may not; of one maker where `madeBy` is given. */
export async function listTokens(madeBy: string | null = null): Promise<{ items: TokenItem[] }> {
  const items = await readTokens(await wholePool(), currentTime(), { madeBy });
  return { items: items.filter(isMine) };
}

/** A group of the configuration and what it makes of its members. */
export interface GroupWords {
  group: string;
  role: string;
  over: string;
}

/** What the page about access shows. */
export interface AccessPage {
  signIn: { issuer: string; groups: GroupWords[]; idleMinutes: number; absoluteHours: number } | null;
  tokens: TokenItem[];
  /** Everybody's, for an admin of the whole fleet; null for others, and where nobody signs in. */
  sessions: SessionItem[] | null;
  now: string;
}

/** Everything on the page about access. */
export async function loadAccessPage(): Promise<AccessPage> {
  const [{ items }, sessions] = await Promise.all([listTokens(), everybodysSessions()]);
  const signIn = grantFor(asker(), "settings") === null ? configuredSignIn() : undefined;
  return {
    tokens: items,
    sessions,
    now: currentTime().toISOString(),
    signIn: signIn
      ? {
          issuer: signIn.issuer,
          ...signIn.session,
          groups: signIn.groups.map(({ group, role, accounts, owners }) => ({
            ...{ group, role },
            over: grantWords(accounts || owners ? { accounts: accounts ?? [], owners: owners ?? [] } : null),
          })),
        }
      : null,
  };
}

/** Who looks at a page, for its top bar and its forms. */
export interface Who {
  kind: Principal["kind"];
  name: string;
  /** Roles, and what they are over, in words. */
  may: string;
  /** Part of the fleet alone is seen. */
  limited: boolean;
  /** May see the pages about access, and about who did what. */
  settings: boolean;
  activity: boolean;
  /** What may be changed, anywhere or over the whole fleet. */
  acts: Act[];
  /** Addresses of pages that would refuse: nobody is led there. */
  closed: string[];
}

/** Who asks for this page. */
export function whoAsks(): Who {
  const principal = asker();
  const { kind, name, entitlements } = principal;
  const limited = entitlements.length > 0 && entitlements.every(({ grant }) => grant !== null);
  const may =
    kind === "local"
      ? "admin, because no sign-in is configured"
      : entitlements.map(({ role, grant }) => `${role} of ${grantWords(grant)}`).join("; ");
  const settings = grantFor(principal, "settings") !== undefined;
  const activity = grantFor(principal, "activity") === null;
  const closed = pagesByName.filter((path) => authorize("GET", path, principal).kind !== "allowed");
  const mayDo = acts.filter((act) => {
    const [permission, whole] = act.startsWith("fleet ") ? [act.slice(6), true] : [act, false];
    const grant = grantFor(principal, permission as Permission);
    return whole ? grant === null : grant !== undefined;
  });
  return { kind, name, may, limited, settings, activity, acts: mayDo, closed };
}

const pagesByName = Object.keys(routes).filter((path) => !/\[|^\/(api|internal|metrics)/.test(path));
