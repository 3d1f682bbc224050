import { describe, expect, it } from "vitest";
import type { ErrorClass, Failure } from "../runs/schema.ts";
import type { AccountCheck } from "./checkSchema.ts";
import { accountStatus, causeOfDenial, judgePermission, judgeReach, troublesOf } from "./computeCheck.ts";
import { judgeClock, judgeDatabase } from "./computeInstall.ts";
import { permissions } from "./permissions.ts";

const user =
  "User: arn:aws:sts::222222222222:assumed-role/LinkledgerReader/linkledger is not authorized to perform: ";
const action = "ec2:DescribeVpcEndpoints";
const permission = permissions.find((one) => one.action === action) as (typeof permissions)[number];
const asked = { accountId: "222222222222", roleName: "LinkledgerReader", region: "us-east-1" };
const failure = (errorClass: ErrorClass, code: string, message = code): Failure => ({
  errorClass,
  code,
  message,
});

describe("who denies, by AWS's own words", () => {
  it.each([
    [`${user}${action} because no identity-based policy allows the ${action} action`, "identity-policy"],
    [`${user}${action} with an explicit deny in an identity-based policy`, "explicit-deny"],
    [`${user}${action} with an explicit deny in a service control policy`, "service-control-policy"],
    [
      `${user}${action} with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o/p-1`,
      "service-control-policy",
    ],
    [
      `${user}${action} because no service control policy allows the ${action} action`,
      "service-control-policy",
    ],
    [`${user}${action} with an explicit deny in a resource control policy`, "resource-control-policy"],
    [`${user}${action} because no permissions boundary allows the ${action} action`, "permissions-boundary"],
    [`${user}${action} with an explicit deny in a permissions boundary`, "permissions-boundary"],
    [`${user}${action} because no session policy allows the ${action} action`, "session-policy"],
    [`${user}${action} because no VPC endpoint policy allows the ${action} action`, "endpoint-policy"],
    [`${user}${action}`, "denied"],
    // A role with such a name is no policy.
    [user.replace("LinkledgerReader", "service control policy") + action, "denied"],
  ])("%s", (message, cause) => {
    expect(causeOfDenial(message)).toBe(cause);
  });
});

describe("a permission", () => {
  const status = (one: Failure | undefined) => judgePermission(permission, one, asked).status;

  it("is there where its call was answered, or let through to something that does not exist", () => {
    expect(status(undefined)).toBe("ok");
    for (const code of [
      "DryRunOperation",
      "InvalidVpcID.NotFound",
      "LoadBalancerNotFound",
      "ResourceNotFoundException",
    ])
      expect(status(failure("permanent", code))).toBe("ok");
  });

  it("is missing only where it is denied; what could not be asked is not known", () => {
    expect(status(failure("denied", "UnauthorizedOperation"))).toBe("missing");
    const notKnown: ErrorClass[] = [
      "throttled",
      "network",
      "unavailable",
      "expired-credentials",
      "malformed",
    ];
    for (const errorClass of notKnown) expect(status(failure(errorClass, "X"))).toBe("unknown");
    expect(status(failure("region-off", "OptInRequired"))).toBe("absent");
  });

  it("is explained with who can change it", () => {
    const told = (reason: string) =>
      judgePermission(
        permission,
        failure("denied", "UnauthorizedOperation", `${user}${action} ${reason}`),
        asked,
      );
    expect(told(`because no identity-based policy allows the ${action} action`)).toMatchObject({
      sentence: expect.stringMatching(
        /^No policy of the role LinkledgerReader of account 222222222222 allows ec2:Desc.*does not know the endpoints themselves/,
      ),
      fix: expect.stringContaining("linkledger-reader.yaml"),
    });
    expect(told("with an explicit deny in a service control policy").fix).toMatch(
      /who manages the organization/,
    );
    expect(told("with an explicit deny in an identity-based policy").fix).toMatch(/Deny statement/);
  });
});

describe("whether an account can be asked", () => {
  const reach = (one: Failure | undefined, more = {}) =>
    judgeReach(one, {
      ...{ accountId: "222222222222", roleArn: "arn:aws:iam::222222222222:role/LinkledgerReader" },
      ...{ externalId: true, identityArn: "arn:aws:iam::111111111111:role/linkledger", ...more },
    });

  it("tells the trust policy from the caller's own", () => {
    const denied = failure("denied", "AccessDenied", `${user}sts:AssumeRole on resource: x`);
    expect(reach(denied)).toMatchObject({
      status: "missing",
      cause: "trust",
      fix: expect.stringContaining("sts:ExternalId"),
    });
    const own = {
      ...denied,
      message: `${denied.message} because no identity-based policy allows the sts:AssumeRole action`,
    };
    expect(reach(own)).toMatchObject({
      cause: "identity-policy",
      fix: expect.stringMatching(/^Allow sts:AssumeRole/),
    });
    expect(reach(failure("network", "ENOTFOUND"))).toMatchObject({ status: "unknown", cause: "network" });
  });

  it("says so where a role is assumed without an external id", () => {
    expect(reach(undefined)).toMatchObject({ status: "ok", fix: null });
    expect(reach(undefined, { externalId: false }).fix).toMatch(/without an external id/);
  });
});

it("tells the same reason once, with every action it hits", () => {
  const denied = failure("denied", "AccessDenied", "x with an explicit deny in a service control policy");
  const items = permissions.slice(0, 5).map((one) => judgePermission(one, denied, asked));
  const check = {
    reach: judgeReach(undefined, { accountId: "", roleArn: null, externalId: false, identityArn: null }),
    permissions: items,
  } as AccountCheck;
  expect(troublesOf(check)).toEqual([
    {
      sentence:
        "5 permissions not allowed in us-east-1 (service control policy): ec2:DescribeRegions, ec2:DescribeAvailabilityZones, ec2:DescribeVpcs and 2 more.",
      fix: expect.stringContaining("who manages the organization"),
      actions: permissions.slice(0, 5).map((one) => one.action),
    },
  ]);
  expect(accountStatus({ ...check, regions: { checked: [], off: [], unknown: false } })).toBe("incomplete");
});

it("holds the clock against another", () => {
  expect(judgeClock("AWS", 1_400)).toMatchObject({ status: "ok" });
  expect(judgeClock("AWS", 95_000)).toMatchObject({
    status: "missing",
    sentence: expect.stringContaining("95 s behind"),
  });
  expect(judgeClock("AWS", -400_000).sentence).toMatch(/400 s ahead of that of AWS\. AWS refuses/);
  expect(judgeClock("AWS", undefined).status).toBe("unknown");
});

it("names the rights that a database user lacks", () => {
  const facts = { version: "18.1", mayCreate: true, mayCreateSchema: true, pending: 0, readOnly: false };
  expect(judgeDatabase(facts).map(({ status }) => status)).toEqual(["ok"]);
  expect(judgeDatabase({ ...facts, mayCreate: false, readOnly: true }).map(({ status }) => status)).toEqual([
    "ok",
    "missing",
    "missing",
  ]);
});
