import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../config/data.ts";
import { type Access, openAccess } from "../atStart.ts";
import { requireSignIn } from "../principal.ts";

/** Groups of every role, over everything and over the account 111111111111 or its owner. */
export const testGroups = `[
      { group: viewers, role: viewer }, { group: callers, role: on-call }, { group: auditors, role: auditor },
      { group: admins, role: admin },
      { group: part-viewers, role: viewer, accounts: ["111111111111"] },
      { group: part-callers, role: on-call, accounts: ["111111111111"] },
      { group: part-auditors, role: auditor, accounts: ["111111111111"] },
      { group: part-admins, role: admin, accounts: ["111111111111"] },
      { group: core-viewers, role: viewer, owners: [Core] }]`;

/** A configuration with sign-in at a provider, as the process reads it; `close` takes it away again. */
// biome-ignore-start lint/style/noProcessEnv: what a test runs in
export function configureSignIn(issuer: string, publicUrl: string): { access: Access; close(): void } {
  const folder = mkdtempSync(join(tmpdir(), "access-"));
  const file = join(folder, "linkledger.yaml");
  writeFileSync(join(folder, "secret"), "a-secret-of-tests-that-is-long-enough\n");
  writeFileSync(
    file,
    `access:
  signIn:
    issuer: ${issuer}
    clientId: linkledger
    clientSecret: { file: ${join(folder, "secret")} }
    publicUrl: ${publicUrl}
    scopes: [openid, profile, email, groups]
    groups: ${testGroups}
`,
  );
  const before = process.env.LINKLEDGER_CONFIG;
  process.env.LINKLEDGER_CONFIG = file;
  const access = openAccess(loadConfig(file)?.access);
  return {
    access,
    close() {
      requireSignIn(false);
      if (before === undefined) delete process.env.LINKLEDGER_CONFIG;
      else process.env.LINKLEDGER_CONFIG = before;
      rmSync(folder, { recursive: true });
    },
  };
}
// biome-ignore-end lint/style/noProcessEnv: what a test runs in
