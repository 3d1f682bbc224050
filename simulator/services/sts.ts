import { issueCredentials } from "../protocols/credentials.ts";
import { AwsError } from "../protocols/errors.ts";
import type { Operations } from "./context.ts";

/** The role every account of a fleet has. */
const READER_ROLE = "LinkledgerReader";

const ROLE_ARN = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/;

export const sts: Operations = {
  GetCallerIdentity: (call) => ({
    GetCallerIdentityResult: {
      Arn: call.callerArn,
      UserId: "AIDASIMULATORUSER0001",
      Account: call.accountId,
    },
  }),

  AssumeRole: (call) => {
    const roleArn = call.params.get("RoleArn") ?? "";
    const sessionName = call.params.get("RoleSessionName");
    if (!sessionName)
      throw new AwsError("ValidationError", "1 validation error detected: Value null at 'roleSessionName'");
    const [, accountId, roleName] = ROLE_ARN.exec(roleArn) ?? [];
    if (!accountId || !roleName) throw new AwsError("ValidationError", `${roleArn} is invalid`);
    const account = call.fleet.account(accountId);
    const externalId = call.params.get("ExternalId");
    const refused =
      !account ||
      account.status === "SUSPENDED" ||
      roleName !== READER_ROLE ||
      (account.externalId !== undefined && account.externalId !== externalId);
    if (refused) throw assumeDenied(call.callerArn, roleArn);
    return { AssumeRoleResult: assumed(accountId, roleName, sessionName, roleArn, call) };
  },
};

export function assumeDenied(callerArn: string, roleArn: string, reason = ""): AwsError {
  return new AwsError(
    "AccessDenied",
    `User: ${callerArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}${reason}`,
    403,
  );
}

/** Sessions end by the wall clock, not by the simulator's: the caller's SDK compares with its own. */
function assumed(
  accountId: string,
  roleName: string,
  sessionName: string,
  roleArn: string,
  call: Parameters<Operations[string]>[0],
) {
  const seconds = Number(call.params.get("DurationSeconds") ?? 3600);
  if (!(seconds >= 900 && seconds <= 43_200))
    throw new AwsError("ValidationError", `The requested DurationSeconds ${seconds} is out of bounds`);
  const issuedAt = Date.now();
  const expiresAt = issuedAt + Math.min(seconds * 1000, call.maxSessionMs);
  return {
    Credentials: issueCredentials({ accountId, roleName, sessionName, issuedAt, expiresAt }),
    AssumedRoleUser: {
      AssumedRoleId: `AROASIMULATORROLE0001:${sessionName}`,
      Arn: `${roleArn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")}/${sessionName}`,
    },
  };
}
