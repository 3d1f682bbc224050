import type { SignInConfig } from "../config/access.ts";
import { currentConfig } from "../config/data.ts";
import { database } from "../db/pool.ts";
import { ConfigurationError } from "../errors.ts";
import { asSystem, currentPrincipal, localPrincipal, type Principal } from "./principal.ts";

/** Who asks; anybody on this machine outside of a request. */
export const asker = (): Principal => currentPrincipal() ?? localPrincipal;

/** The database as Linkledger itself has it: who has which token and session is no part of the fleet. */
export const wholePool = () => asSystem(async () => (await database()).pool);

/** How people sign in, as the configuration says now; undefined where they do not, or it cannot be read. */
export function configuredSignIn(): SignInConfig | undefined {
  try {
    return currentConfig()?.access.signIn;
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}
