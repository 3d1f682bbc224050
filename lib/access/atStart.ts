import { readdirSync } from "node:fs";
import { type AccessConfig, accessSchema } from "../config/access.ts";
import { currentConfig } from "../config/data.ts";
import { log } from "../log.ts";
import { requireSignIn } from "./principal.ts";
import { readSecret } from "./secrets.ts";

/** Who may come in, from the start of the app on. */
export interface Access {
  signInRequired: boolean;
  /** As the configuration says now; where it cannot be read, or sign-in was taken out of it, as it said before. */
  current(): AccessConfig;
}

/**
 * Decides once whether people have to sign in: a configuration that breaks or loses its sign-in while the app runs never
 * opens the app. Groups and lifetimes are read anew when the file changes. Throws ConfigurationError without a secret.
 */
export function openAccess(atStart: AccessConfig | undefined): Access {
  const none = accessSchema.parse({});
  let last = atStart ?? none;
  const signInRequired = last.signIn !== undefined;
  requireSignIn(signInRequired);
  if (!signInRequired) return { signInRequired, current: () => none };
  if (last.signIn) readSecret(last.signIn.clientSecret, "access.signIn.clientSecret");
  let complained = false;
  return {
    signInRequired,
    current() {
      try {
        const now = currentConfig()?.access;
        if (now?.signIn) last = now;
        complained = false;
      } catch (error) {
        if (!complained)
          log.error({ err: error }, "the configuration cannot be read; access stays as it was");
        complained = true;
      }
      return last;
    },
  };
}

/** Tells whether a path is a file that the build made, or one of `public/`: anybody's, and no address of ours. */
export function publicFiles(folder: string): (path: string) => boolean {
  const files = new Set([
    "/favicon.ico",
    "/icon.svg",
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath.slice(folder.length)}/${entry.name}`),
  ]);
  // Nothing that somebody could read as a way up and out.
  const built = /^\/_next\/static\/(?!.*(?:\.\.|%2e|%2f|%5c|\\))[\x21-\x7e]+$/i;
  return (path) => files.has(path) || built.test(path);
}
