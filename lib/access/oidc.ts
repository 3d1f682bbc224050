import { hkdfSync } from "node:crypto";
import { EncryptJWT, jwtDecrypt } from "jose";
import * as oidc from "openid-client";
import type { SignInConfig } from "../config/access.ts";
import { groupsOf } from "./entitlements.ts";
import { readSecret } from "./secrets.ts";
import type { Identity } from "./sessions.ts";

/** How long somebody may take at the provider. */
export const signInSeconds = 600;

/** What a browser carries, sealed, while its owner is at the provider. */
interface Started {
  state: string;
  nonce: string;
  codeVerifier: string;
  returnTo: string;
}

interface Provider {
  key: string;
  client: Promise<oidc.Configuration>;
}

const shared = globalThis as { linkledgerProvider?: Provider };

const secretOf = (config: SignInConfig) => readSecret(config.clientSecret, "access.signIn.clientSecret");

/** The provider, discovered at first use; a failed discovery is tried again. Throws what openid-client throws. */
function provider(config: SignInConfig): Promise<oidc.Configuration> {
  const { issuer, clientId } = config;
  const secret = secretOf(config);
  const key = JSON.stringify([issuer, clientId, secret]);
  if (shared.linkledgerProvider?.key !== key) {
    const plain = issuer.startsWith("http:");
    const client = oidc.discovery(new URL(issuer), clientId, secret, undefined, {
      timeout: 10,
      // The schema lets http through for loopback only.
      ...(plain && { execute: [oidc.allowInsecureRequests] }),
    });
    const entry = { key, client };
    shared.linkledgerProvider = entry;
    client.catch(() => {
      if (shared.linkledgerProvider === entry) shared.linkledgerProvider = undefined;
    });
  }
  return shared.linkledgerProvider.client;
}

const redirectUri = (config: SignInConfig) => `${config.publicUrl}/sign-in/callback`;

// The same in every process of the app, without a secret more to configure.
const sealingKey = (config: SignInConfig) =>
  new Uint8Array(hkdfSync("sha256", secretOf(config), config.issuer, "linkledger sign-in", 32));

/** Where to send a browser that wants to sign in, and what it has to bring back, sealed. */
export async function startSignIn(
  config: SignInConfig,
  returnTo: string,
): Promise<{ url: URL; sealed: string }> {
  const client = await provider(config);
  const started: Started = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    codeVerifier: oidc.randomPKCECodeVerifier(),
    returnTo,
  };
  const url = oidc.buildAuthorizationUrl(client, {
    redirect_uri: redirectUri(config),
    response_type: "code",
    scope: config.scopes.join(" "),
    state: started.state,
    nonce: started.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(started.codeVerifier),
    code_challenge_method: "S256",
  });
  const sealed = await new EncryptJWT({ ...started })
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .setExpirationTime(`${signInSeconds}s`)
    .encrypt(sealingKey(config));
  return { url, sealed };
}

/**
 * Who has come back from the provider with `search`, the query of the callback, and where they wanted to go. State,
 * nonce, PKCE, issuer, audience, signature and expiry are checked. Throws what openid-client and jose throw.
 */
export async function finishSignIn(
  config: SignInConfig,
  search: string,
  sealed: string,
): Promise<{ identity: Identity; returnTo: string }> {
  const { payload } = await jwtDecrypt<Started>(sealed, sealingKey(config), {
    keyManagementAlgorithms: ["dir"],
    contentEncryptionAlgorithms: ["A256GCM"],
  });
  const client = await provider(config);
  const tokens = await oidc.authorizationCodeGrant(client, new URL(redirectUri(config) + search), {
    expectedState: payload.state,
    expectedNonce: payload.nonce,
    pkceCodeVerifier: payload.codeVerifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) throw new Error("the provider gave no ID token");
  let all: Record<string, unknown> = { ...claims };
  // Some providers put groups, names and addresses there alone.
  if (client.serverMetadata().userinfo_endpoint && groupsOf(all, config.groupsClaim).length === 0)
    all = { ...(await oidc.fetchUserInfo(client, tokens.access_token, claims.sub)), ...all };
  return { identity: identityOf(claims.sub, all, config), returnTo: payload.returnTo };
}

function identityOf(subject: string, claims: Record<string, unknown>, config: SignInConfig): Identity {
  const text = (claim: string) => {
    const value = claims[claim];
    return typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, 200) : null;
  };
  const email = text("email");
  return {
    issuer: config.issuer,
    subject,
    name: text("name") ?? text("preferred_username") ?? email ?? subject,
    email,
    groups: groupsOf(claims, config.groupsClaim),
  };
}

/** Where a browser ends its session at the provider too; undefined where the provider offers none. */
export async function providerSignOut(config: SignInConfig): Promise<URL | undefined> {
  const client = await provider(config);
  if (!client.serverMetadata().end_session_endpoint) return undefined;
  return oidc.buildEndSessionUrl(client, { post_logout_redirect_uri: `${config.publicUrl}/signed-out` });
}
