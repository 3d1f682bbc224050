/** `userIdentity` of a CloudTrail record: "CloudTrail userIdentity element". */
export interface UserIdentity {
  type?: string;
  arn?: string;
  principalId?: string;
  accountId?: string;
  userName?: string;
  invokedBy?: string;
  sessionContext?: { sessionIssuer?: { userName?: string; arn?: string } };
}

/**
 * Who called, in words that a colleague knows: `role/session`, a user's name, `root`, or the service that acts by
 * itself. Null where the record names nobody. A secret (the access key) is never part of it.
 */
export function actorOf(
  identity: UserIdentity | undefined,
  username: string | undefined,
): { actor: string | null; actorArn: string | null } {
  const actorArn = identity?.arn ?? null;
  return { actor: nameOf(identity ?? {}) ?? (username || null), actorArn };
}

function nameOf({ type, arn, principalId, accountId, userName, invokedBy, sessionContext }: UserIdentity) {
  switch (type) {
    case "AssumedRole": {
      const [, role, session] = /:assumed-role\/(.+)\/([^/]+)$/.exec(arn ?? "") ?? [];
      const issuer = sessionContext?.sessionIssuer?.userName ?? role;
      const by = session ?? principalId?.split(":")[1];
      return [issuer, by].filter(Boolean).join("/") || undefined;
    }
    case "Root":
      return accountId ? `root of ${accountId}` : "root";
    case "AWSService":
      return invokedBy;
    case "AWSAccount":
      return accountId ? `account ${accountId}` : principalId;
    case "FederatedUser":
      return arn?.split("/").slice(1).join("/") || principalId;
    default:
      return userName ?? arn?.split("/").at(-1) ?? invokedBy ?? principalId;
  }
}
