import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

/** Somebody at the provider. */
export interface ProviderAccount {
  name: string;
  email: string;
  groups: string[];
}

/** An OpenID provider on loopback (`oidc-provider`), where whoever comes is signed in as `who` says at that moment. */
export async function openProvider(
  who: () => { id: string; account: ProviderAccount },
  redirectUri: () => string,
): Promise<{ issuer: string; close(): Promise<void> }> {
  const accounts = new Map<string, ProviderAccount>();
  let provider: Provider | undefined;
  const server = createServer(async (request, response) => {
    if (!provider) return void response.writeHead(503).end();
    if (!request.url?.startsWith("/interaction/")) return void provider.callback()(request, response);
    const { id, account } = who();
    accounts.set(id, account);
    await provider.interactionFinished(request, response, { login: { accountId: id } });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  provider = new Provider(issuer, {
    clients: [
      {
        client_id: "linkledger",
        client_secret: "a-secret-of-tests-that-is-long-enough",
        redirect_uris: [redirectUri()],
        post_logout_redirect_uris: [redirectUri().replace("/sign-in/callback", "/signed-out")],
      },
    ],
    pkce: { required: () => true },
    scopes: ["openid", "profile", "email", "groups"],
    claims: { openid: ["sub"], profile: ["name"], email: ["email"], groups: ["groups"] },
    cookies: { keys: ["a key of tests"] },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, id) => {
      const account = accounts.get(id);
      return account && { accountId: id, claims: async () => ({ sub: id, ...account }) };
    },
    // Consent is the company's to give, and given.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId,
        accountId: oidc.session?.accountId,
      });
      grant.addOIDCScope("openid profile email groups");
      await grant.save();
      return grant;
    },
  });
  return {
    issuer,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
