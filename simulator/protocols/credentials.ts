/** Who signed a request, and for which service and region, read from its SigV4 headers. */
export interface Signature {
  accessKeyId: string;
  region: string;
  service: string;
  sessionToken?: string;
}

/** What a handed-out session token says. */
export interface Session {
  accountId: string;
  roleName: string;
  sessionName: string;
  issuedAt: number;
  expiresAt: number;
}

const SCOPE = /Credential=([^/,\s]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request/;

/** Parses the Credential scope of an `Authorization` header; undefined when unsigned or malformed. */
export function parseSignature(authorization: string | undefined, token?: string): Signature | undefined {
  const match = authorization === undefined ? null : SCOPE.exec(authorization);
  if (!match) return undefined;
  const [, accessKeyId, , region, service] = match as unknown as [string, string, string, string, string];
  return { accessKeyId, region, service, sessionToken: token };
}

/**
 * Issues credentials for a session. The access key names the account and the token carries the rest, so that
 * nothing has to be remembered and credentials outlive a restart.
 */
export function issueCredentials(session: Session) {
  const suffix = (session.issuedAt % 1048576).toString(32).padStart(4, "0").toUpperCase();
  return {
    AccessKeyId: `ASIA${session.accountId}${suffix.replace(/[01 89]/g, "A").slice(0, 4)}`,
    SecretAccessKey: Buffer.from(`secret/${session.accountId}/${session.roleName}`).toString("base64"),
    SessionToken: Buffer.from(JSON.stringify(session)).toString("base64"),
    Expiration: new Date(session.expiresAt).toISOString().replace(/\.\d+Z$/, "Z"),
  };
}

/** The account an access key belongs to, or undefined for keys the simulator did not hand out. */
export function accountOfAccessKey(accessKeyId: string): string | undefined {
  return /^ASIA(\d{12})/.exec(accessKeyId)?.[1];
}

/** Reads a session token; undefined when it is not one of ours. */
export function readSession(token: string | undefined): Session | undefined {
  if (token === undefined) return undefined;
  try {
    const session = JSON.parse(Buffer.from(token, "base64").toString("utf8")) as Session;
    return typeof session.expiresAt === "number" ? session : undefined;
  } catch {
    return undefined;
  }
}
