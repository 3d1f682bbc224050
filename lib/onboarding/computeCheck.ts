import { formatCountOf } from "../format/numbers.ts";
import type { Failure } from "../runs/schema.ts";
import type { AccountCheck, AccountStatus, Check, CheckCause } from "./checkSchema.ts";
import type { Permission } from "./permissions.ts";

type Judged = Pick<Check, "status" | "cause" | "sentence" | "fix">;

/** What a refusal says of itself: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const kinds: [RegExp, CheckCause][] = [
  [/service control polic/i, "service-control-policy"],
  [/resource control polic/i, "resource-control-policy"],
  [/permissions boundar/i, "permissions-boundary"],
  [/session polic/i, "session-policy"],
  [/VPC endpoint polic/i, "endpoint-policy"],
];

/** Who denies, by AWS's own sentence; `denied` where it does not say. */
export function causeOfDenial(message: string): CheckCause {
  const reason = /(?:with an explicit deny|because no) .*$/is.exec(message)?.[0] ?? "";
  for (const [pattern, cause] of kinds) if (pattern.test(reason)) return cause;
  if (/^with an explicit deny/i.test(reason)) return "explicit-deny";
  return /^because no identity-based policy/i.test(reason) ? "identity-policy" : "denied";
}

/** Errors of a call that was let through and found nothing: the permission is there. */
const letThrough =
  /NotFound|DryRunOperation|ResourceNotFoundException|NoSuchResource|InvalidParameterValue|InvalidParameterException|ValidationError|ValidationException|MalformedQueryException|InvalidVpcID|InvalidVpcEndpointService|DataUnavailableException|BillExpirationException/;

/** Whether a failed call was let through all the same: what it asked about does not exist, on purpose. */
export function isLetThrough(code: string): boolean {
  return letThrough.test(code);
}

interface Asked {
  accountId: string;
  roleName: string | null;
  region: string | null;
}

/** A permission in the light of what its call came to; `undefined` is an answer. */
export function judgePermission(permission: Permission, failure: Failure | undefined, asked: Asked): Check {
  const { action, why } = permission;
  const at = { subject: action, region: asked.region };
  if (!failure || isLetThrough(failure.code))
    return { ...at, status: "ok", cause: null, sentence: `${action} is allowed.`, fix: null };
  return { ...at, ...judgeFailure(failure, action, why, asked) };
}

function judgeFailure(failure: Failure, action: string, why: string, asked: Asked): Judged {
  const place = asked.region ? ` in ${asked.region}` : "";
  switch (failure.errorClass) {
    case "denied":
      return denial(causeOfDenial(failure.message), action, why, asked, place);
    case "region-off":
      return {
        status: "absent",
        cause: "region-off",
        sentence: `${asked.region} is not enabled for account ${asked.accountId}.`,
        fix: `Leave ${asked.region} out of "regions" in linkledger.yaml, or enable it in the account.`,
      };
    case "throttled":
      return unknown(
        "throttled",
        `AWS asked to slow down before it said whether ${action} is allowed.`,
        "Check again in some minutes; if it stays, another tool uses up the account's request rate.",
      );
    case "network":
      return unknown(
        "network",
        `AWS could not be reached for ${action}${place} (${failure.code}).`,
        "Check DNS, proxy and firewall between this machine and AWS.",
      );
    case "expired-credentials":
      return unknown(
        "credentials",
        `The credentials were not accepted for ${action} (${failure.code}).`,
        "Sign in again, or give Linkledger a role whose credentials renew themselves; a clock that is more than five minutes off does the same.",
      );
    case "absent":
      return {
        status: "absent",
        cause: "not-offered",
        sentence: `${action} is not offered${place} (${failure.code}).`,
        fix: null,
      };
    default:
      return unknown(
        "other",
        `Whether ${action} is allowed${place} is not known: ${failure.code}: ${failure.message}`,
        "Check again; the message is AWS's own.",
      );
  }
}

const unknown = (cause: CheckCause, sentence: string, fix: string): Judged => ({
  ...{ status: "unknown", cause, sentence, fix },
});

function denial(cause: CheckCause, action: string, why: string, asked: Asked, place: string): Judged {
  const role = asked.roleName ? `role ${asked.roleName}` : "identity";
  const who = `the ${role} of account ${asked.accountId}`;
  const lost = `Without it Linkledger does not know ${why.split(";")[0]}.`;
  const missing = (sentence: string, fix: string): Judged => ({
    status: "missing",
    cause,
    sentence: `${sentence} ${lost}`,
    fix,
  });
  switch (cause) {
    case "identity-policy":
      return missing(
        `No policy of ${who} allows ${action}${place}.`,
        `Update its stack with linkledger-reader.yaml of this version, or add "${action}" to its policy.`,
      );
    case "explicit-deny":
      return missing(
        `A policy of ${who} denies ${action}${place} explicitly; what else allows it does not count.`,
        `Find the Deny statement that names ${action} (or a * that covers it) in the policies of the role, and take it out or except the role.`,
      );
    case "service-control-policy":
      return missing(
        `A service control policy of the organization denies ${action}${place} in account ${asked.accountId}.`,
        `The account's own administrators cannot change that: ask who manages the organization to except the role, or to allow reading${asked.region ? ` in ${asked.region}` : ""}.`,
      );
    case "resource-control-policy":
      return missing(
        `A resource control policy of the organization denies ${action}${place}.`,
        "Ask who manages the organization to except the role.",
      );
    case "permissions-boundary":
      return missing(
        `The permissions boundary of ${who} does not allow ${action}${place}.`,
        `Add "${action}" to the boundary, or make the role without one.`,
      );
    case "session-policy":
      return missing(
        `The session policy does not allow ${action}${place}.`,
        "Assume the role without a session policy.",
      );
    case "endpoint-policy":
      return missing(
        `The policy of the VPC endpoint that the call went through does not allow ${action}${place}.`,
        "Allow it in the policy of that interface endpoint, or send Linkledger's calls another way.",
      );
    default:
      return missing(
        `${action}${place} is denied to ${who}; AWS does not say by which policy.`,
        `Look for "${action}" in the role's policies first, then in service control policies and the permissions boundary.`,
      );
  }
}

/** Whether the account can be asked at all, in the light of what AssumeRole (or the ambient credentials) came to. */
export function judgeReach(
  failure: Failure | undefined,
  {
    accountId,
    roleArn,
    externalId,
    identityArn,
  }: { accountId: string; roleArn: string | null; externalId: boolean; identityArn: string | null },
): Check {
  const at = { subject: "sts:AssumeRole", region: null };
  if (!failure) {
    const how = roleArn
      ? `${roleArn} can be assumed${externalId ? ", with the external id" : ""}.`
      : "The ambient credentials are of this account.";
    const open = roleArn !== null && !externalId;
    return {
      ...at,
      status: "ok",
      cause: null,
      sentence: how,
      fix: open
        ? "It is assumed without an external id: set externalId in linkledger.yaml and in the role's trust policy."
        : null,
    };
  }
  const { errorClass, code, message } = failure;
  if (errorClass === "denied" && roleArn) {
    const cause = causeOfDenial(message);
    const scp = cause === "service-control-policy";
    const own = cause === "identity-policy";
    const identity = identityArn ?? "Linkledger's identity";
    return {
      ...at,
      status: "missing",
      cause: scp || own ? cause : "trust",
      sentence: own
        ? `No policy of ${identity} allows it to assume ${roleArn}.`
        : scp
          ? `A service control policy denies ${identity} to assume ${roleArn}.`
          : `${roleArn} does not let ${identity} assume it${externalId ? "" : ", and no external id was given"}.`,
      fix: own
        ? `Allow sts:AssumeRole on ${roleArn} to ${identity}.`
        : scp
          ? "Ask who manages the organization to except Linkledger's identity or its role."
          : `See that the role exists in account ${accountId}, that its trust policy names ${identity}, and that its sts:ExternalId is the externalId of linkledger.yaml: AWS gives one answer for all three.`,
    };
  }
  if (errorClass === "network")
    return {
      ...at,
      status: "unknown",
      cause: "network",
      sentence: `AWS STS could not be reached (${code}).`,
      fix: "Check DNS, proxy and firewall between this machine and sts.<region>.amazonaws.com.",
    };
  if (errorClass === "throttled")
    return {
      ...at,
      status: "unknown",
      cause: "throttled",
      sentence: "AWS STS asked to slow down.",
      fix: "Check again in some minutes.",
    };
  if (errorClass === "expired-credentials")
    return {
      ...at,
      status: "missing",
      cause: "credentials",
      sentence: `Linkledger has no AWS credentials that work (${code}).`,
      fix: "Sign in (aws sso login), set AWS_PROFILE, or run where a role is attached; see also that the clock is right.",
    };
  return {
    ...at,
    status: "unknown",
    cause: "other",
    sentence: `${code}: ${message}`,
    fix: "The message is AWS's own.",
  };
}

/** The verdict over an account. What is absent or was not asked takes nothing away. */
export function accountStatus({
  reach,
  permissions,
  regions,
}: Pick<AccountCheck, "reach" | "permissions" | "regions">): AccountStatus {
  if (reach.status === "missing") return "unreachable";
  if (reach.status !== "ok") return "unknown";
  if (permissions.some(({ status }) => status === "missing")) return "incomplete";
  if (regions.unknown || permissions.some(({ status }) => status === "unknown")) return "unknown";
  return "complete";
}

/** What is amiss in an account, the same reason once: a sentence and what to do next. */
export function troublesOf(
  check: AccountCheck,
): { sentence: string; fix: string | null; actions: string[] }[] {
  if (check.reach.status !== "ok") return [{ ...check.reach, actions: [] }];
  const amiss = check.permissions.filter(({ status }) => status === "missing" || status === "unknown");
  const groups = Map.groupBy(amiss, ({ status, cause, region }) => `${status} ${cause} ${region}`);
  return [...groups.values()].map((group) => {
    const [first] = group as [Check, ...Check[]];
    const actions = [...new Set(group.map(({ subject }) => subject))];
    if (actions.length === 1) return { sentence: first.sentence, fix: first.fix, actions };
    const place = first.region ? ` in ${first.region}` : "";
    const others = `${actions.slice(0, 3).join(", ")}${actions.length > 3 ? ` and ${actions.length - 3} more` : ""}`;
    const same = first.status === "unknown" ? "not known" : "not allowed";
    return {
      sentence: `${formatCountOf(actions.length, "permission")} ${same}${place} (${causeWords[first.cause ?? "other"]}): ${others}.`,
      fix: first.fix?.replaceAll(first.subject, "them").replaceAll('"them"', "them") ?? null,
      actions,
    };
  });
}

/** A cause in a few words. */
export const causeWords: Record<CheckCause, string> = {
  "identity-policy": "no policy of the role allows it",
  "explicit-deny": "explicit deny",
  "service-control-policy": "service control policy",
  "resource-control-policy": "resource control policy",
  "permissions-boundary": "permissions boundary",
  "session-policy": "session policy",
  "endpoint-policy": "VPC endpoint policy",
  denied: "denied, AWS does not say by what",
  trust: "trust policy",
  credentials: "credentials",
  "region-off": "region not enabled",
  throttled: "throttled",
  network: "no way to AWS",
  "not-offered": "not offered here",
  "not-enabled": "not enabled",
  other: "another reason",
};
