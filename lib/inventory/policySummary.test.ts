import { expect, it } from "vitest";
import { summarizePolicy } from "./policySummary.ts";

const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const everything = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };

it("knows AWS's own policy of an endpoint as full access", () => {
  expect(summarizePolicy(policy(everything)).kind).toBe("full-access");
  expect(summarizePolicy(policy({ ...everything, Principal: { AWS: "*" } })).kind).toBe("full-access");
});

it.each([
  ["a condition", { ...everything, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }],
  ["an action", { ...everything, Action: "s3:*" }],
  ["a principal", { ...everything, Principal: { AWS: "arn:aws:iam::111111111111:root" } }],
  ["NotResource", { Effect: "Allow", Principal: "*", Action: "*", NotResource: "*" }],
])("calls nothing full access that is narrowed by %s", (_, statement) => {
  expect(summarizePolicy(policy(statement)).kind).toBe("statements");
});

it("does not call access full where something is denied", () => {
  const deny = { Effect: "Deny", Principal: "*", Action: "s3:DeleteObject", Resource: "*" };
  expect(summarizePolicy(policy(everything, deny)).kind).toBe("statements");
});

it("says who, what, on what and if", () => {
  const summary = summarizePolicy(
    policy({
      Effect: "Allow",
      Principal: { AWS: ["arn:aws:iam::1:role/a"], Service: "s3.amazonaws.com" },
      NotAction: ["iam:*"],
      Resource: "arn:aws:s3:::x",
      Condition: { StringEquals: { "aws:PrincipalOrgID": ["o-1", "o-2"] } },
    }),
  );
  expect(summary).toMatchObject({
    statements: [
      {
        principals: ["arn:aws:iam::1:role/a", "Service s3.amazonaws.com"],
        actions: ["iam:*"],
        notActions: true,
        resources: ["arn:aws:s3:::x"],
        conditions: ["StringEquals aws:PrincipalOrgID o-1, o-2"],
      },
    ],
  });
});

it("takes one statement that is not in a list", () => {
  expect(summarizePolicy(JSON.stringify({ Statement: everything })).kind).toBe("full-access");
});

it.each([
  [null, "none"],
  ["", "none"],
  ["not json", "unreadable"],
  ["[]", "unreadable"],
  ['{"Statement":["x"]}', "unreadable"],
])("does not guess what %j means", (document, kind) => {
  expect(summarizePolicy(document).kind).toBe(kind);
});
