// The built app with sign-in at a real OpenID provider, over the fleet that all browser tests look at.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openProvider, type ProviderAccount } from "#lib/access/testing/provider.ts";
import { freePort } from "../scripts/lib/ports.ts";
import { ready, startWeb } from "./web.ts";

export interface Company {
  url: string;
  /** Who comes to the provider next. */
  person(id: string, account: ProviderAccount): void;
  close(): Promise<void>;
}

/** Starts both; viewers see `accounts` alone. */
export async function openCompany(accounts: readonly string[]): Promise<Company> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let somebody: { id: string; account: ProviderAccount } | undefined;
  const provider = await openProvider(
    () => {
      if (!somebody) throw new Error("nobody was said to come to the provider");
      return somebody;
    },
    () => `${url}/sign-in/callback`,
  );
  const folder = mkdtempSync(join(tmpdir(), "signIn-"));
  writeFileSync(join(folder, "secret"), "a-secret-of-tests-that-is-long-enough\n");
  writeFileSync(
    join(folder, "linkledger.yaml"),
    `access:
  signIn:
    issuer: ${provider.issuer}
    clientId: linkledger
    clientSecret: { file: ${join(folder, "secret")} }
    publicUrl: ${url}
    scopes: [openid, profile, email, groups]
    groups:
      - { group: part, role: viewer, accounts: ${JSON.stringify(accounts)} }
      - { group: platform, role: admin }
`,
  );
  const web = startWeb("web-signIn", port, {
    ...process.env,
    DATABASE_URL: process.env.LINKLEDGER_E2E_DATABASE,
    LINKLEDGER_NOW: process.env.LINKLEDGER_E2E_NOW,
    LINKLEDGER_CONFIG: join(folder, "linkledger.yaml"),
  });
  const close = async () => {
    await Promise.all([web.stop(6_000), provider.close()]);
    rmSync(folder, { recursive: true });
  };
  try {
    await ready(web, port);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url,
    person(id, account) {
      somebody = { id, account };
    },
    close,
  };
}
