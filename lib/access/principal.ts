import { AsyncLocalStorage } from "node:async_hooks";
import { type Grant, grantKey, unionOf } from "./grants.ts";
import { type Permission, type Role, roleMay } from "./permissions.ts";

/** A role, and over what of the fleet somebody has it. */
export interface Entitlement {
  role: Role;
  grant: Grant;
}

/** Who asks. */
export interface Principal {
  /**
   * `local`: no sign-in is configured, so anybody on this machine. `nobody`: not signed in, at an address that is
   * anybody's. `system`: Linkledger itself.
   */
  kind: "person" | "token" | "local" | "nobody" | "system";
  /** Issuer's id of the person, or the token's id; '' otherwise. */
  subject: string;
  /** As people are called in records: a person's name, or the token's. */
  name: string;
  email: string | null;
  entitlements: readonly Entitlement[];
  /** Hash of the session's secret. */
  sessionId?: string;
  /** Where the request came from, as far as proxies that are trusted tell. */
  address?: string;
}

/** Over what of the fleet somebody has a permission: everything (null), a part; undefined where they have it nowhere. */
export function grantFor({ entitlements }: Principal, permission: Permission): Grant | undefined {
  const grants = entitlements.flatMap(({ role, grant }) => (roleMay(role, permission) ? [grant] : []));
  return grants.length === 0 ? undefined : unionOf(grants);
}

/** The roles of somebody, each once. */
export function rolesOf({ entitlements }: Principal): Role[] {
  return [...new Set(entitlements.map(({ role }) => role))];
}

const all: readonly Entitlement[] = [{ role: "admin", grant: null }];

/** Anybody on this machine, where no sign-in is configured. */
export const localPrincipal: Principal = {
  ...{ kind: "local", subject: "", name: "anybody on this machine", email: null, entitlements: all },
};

const systemPrincipal: Principal = {
  ...{ kind: "system", subject: "", name: "Linkledger", email: null, entitlements: all },
};

interface Entered {
  principal: Principal;
  /** What of the fleet this request is about to see or change. */
  grant: Grant;
}

// Next loads modules more than once: who asks is kept on globalThis, for all of them.
const shared = globalThis as {
  linkledgerPrincipals?: AsyncLocalStorage<Entered>;
  linkledgerSignInRequired?: boolean;
};

function storage(): AsyncLocalStorage<Entered> {
  shared.linkledgerPrincipals ??= new AsyncLocalStorage();
  return shared.linkledgerPrincipals;
}

/** From now on nobody who has not been let in reads anything in this process. For the app with sign-in. */
export function requireSignIn(required = true): void {
  shared.linkledgerSignInRequired = required;
}

/** Somebody who has not signed in. */
export const nobody = (address: string | undefined): Principal => ({
  ...{ kind: "nobody", subject: "", name: "", email: null, entitlements: [], address },
});

/** Runs `work`, and all that it waits for, as somebody who may see `grant`. */
export function enter<Result>(principal: Principal, grant: Grant, work: () => Result): Result {
  return storage().run({ principal, grant }, work);
}

/** Runs `work` as Linkledger itself: for its own records, never for what somebody is told of the fleet. */
export function asSystem<Result>(work: () => Result): Result {
  return enter(systemPrincipal, null, work);
}

/** Who asks; undefined outside of a request. */
export function currentPrincipal(): Principal | undefined {
  return storage().getStore()?.principal;
}

/** What of the fleet may be read here. Throws where sign-in is required and nobody has been let in. */
export function currentGrant(): Grant {
  const entered = storage().getStore();
  if (entered) return entered.grant;
  if (shared.linkledgerSignInRequired) throw new Error("nobody has been let in: the database stays closed");
  return null;
}

/** Under what an answer is kept that others with the same grant may be told; '' for the whole fleet. */
export function currentGrantKey(): string {
  return grantKey(currentGrant());
}

/** The name that goes on record: the signed-in person's or the token's, else the one that was entered. */
export function actingName(entered: string): string {
  const principal = currentPrincipal();
  if (principal?.kind === "person") return principal.name;
  return principal?.kind === "token" ? `token ${principal.name}` : entered;
}
