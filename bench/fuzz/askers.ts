import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localPrincipal } from "#lib/access/principal.ts";
import { makeToken } from "#lib/access/tokenMutations.ts";
import type { BuiltFleet } from "../pages/builtFleet.ts";
import type { FuzzRequest } from "./requests.ts";

/** Who asks where sign-in is configured: a token, and which part of all requests are theirs. */
export interface Asker {
  url: string;
  as: string;
  share: number;
}

/** The app with sign-in, whose provider nobody needs: everybody comes with a token. */
export async function openSignedIn(fleet: BuiltFleet): Promise<Asker[]> {
  const secret = join(tmpdir(), `linkledger-fuzz-${process.pid}`);
  writeFileSync(secret, "not asked for", { mode: 0o600 });
  const url = await fleet.serve(
    JSON.stringify({
      access: {
        signIn: {
          issuer: "http://127.0.0.1:9",
          clientId: "linkledger",
          clientSecret: { file: secret },
          publicUrl: "http://127.0.0.1",
          groups: [{ group: "admins", role: "admin" }],
        },
      },
    }),
  );
  const { rows } = await fleet.pool.query<{ account: string }>(
    "SELECT min(account_id) AS account FROM vpc_endpoint WHERE gone_at IS NULL",
  );
  const account = rows[0]?.account ?? "111111111111";
  const token = async (entry: { name: string; role: "admin" | "viewer"; accounts?: string[] }) =>
    (await makeToken(fleet.pool, localPrincipal, { ...entry, expiresInDays: 366 }, new Date())).secret;
  return [
    { url, as: await token({ name: "fuzz-admin", role: "admin" }), share: 0.25 },
    { url, as: await token({ name: "fuzz-narrow", role: "viewer", accounts: [account] }), share: 0.25 },
  ];
}

/** The same request with a token, unless it comes with an Authorization of its own. */
export const signed = (request: FuzzRequest, token: string): FuzzRequest => ({
  ...request,
  headers: { authorization: `Bearer ${token}`, ...request.headers },
});
