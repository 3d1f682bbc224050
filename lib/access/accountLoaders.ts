import { currentTime } from "../env.ts";
import { asker, configuredSignIn } from "./asker.ts";
import { grantWords } from "./grants.ts";
import { listTokens } from "./loaders.ts";
import { grantFor } from "./principal.ts";
import { openSessions } from "./sessionLoaders.ts";
import type { SessionItem } from "./sessionSchema.ts";
import type { TokenItem } from "./tokenSchema.ts";

/** What the page about oneself shows. */
export interface AccountPage {
  kind: "person" | "token" | "local";
  name: string;
  email: string | null;
  /** Roles, and what each is over. */
  may: { role: string; over: string }[];
  sessions: SessionItem[];
  /** Tokens that the asker made and may still make. */
  tokens: TokenItem[];
  idleMinutes: number | null;
  now: string;
}

/** Everything on the page about oneself. */
export async function loadAccount(): Promise<AccountPage> {
  const { kind, name, email, entitlements, subject } = asker();
  const admin = grantFor(asker(), "settings") !== undefined;
  const [own, { items }] = await Promise.all([
    openSessions(false),
    admin && kind === "person" ? listTokens(subject) : { items: [] },
  ]);
  return {
    kind: kind === "person" || kind === "token" ? kind : "local",
    name,
    email,
    may: entitlements.map(({ role, grant }) => ({ role, over: grantWords(grant) })),
    sessions: own,
    tokens: items,
    idleMinutes: configuredSignIn()?.session.idleMinutes ?? null,
    now: currentTime().toISOString(),
  };
}
