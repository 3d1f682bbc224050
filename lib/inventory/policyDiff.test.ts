import { expect, it } from "vitest";
import { policyDiff } from "./policyDiff.ts";

const policy = (...statements: object[]) => ({ Version: "2012-10-17", Statement: statements });
const read = { Sid: "Read", Effect: "Allow", Principal: "*", Action: ["s3:GetObject"], Resource: "*" };
const deny = { Effect: "Deny", Principal: "*", Action: "s3:DeleteObject", Resource: "arn:aws:s3:::orders/*" };
const lines = (before: unknown, after: unknown) =>
  policyDiff(before, after)?.map(({ kind, text }) => `${kind} ${text}`);

it("says what came and went within a statement", () => {
  const org = { StringEquals: { "aws:PrincipalOrgID": "o-1" } };
  expect(
    lines(
      policy(read, deny),
      policy(deny, {
        ...read,
        Action: ["s3:GetObject", "s3:PutObject"],
        Principal: { AWS: "arn:1" },
        Condition: org,
      }),
    ),
  ).toEqual([
    "same Allow “Read”",
    "removed   Principal *",
    "added   Action s3:PutObject",
    "added   Condition StringEquals aws:PrincipalOrgID = o-1",
    "added   Principal AWS arn:1",
    "same … 1 statement unchanged",
  ]);
});

it("says which statements came and went", () => {
  expect(lines(policy(read), policy(read, deny))).toEqual([
    "added Deny",
    "added   Principal *",
    "added   Action s3:DeleteObject",
    "added   Resource arn:aws:s3:::orders/*",
    "same … 1 statement unchanged",
  ]);
  expect(lines(policy(deny), null)?.every((line) => line.startsWith("removed"))).toBe(true);
});

it("does not pair what is allowed with what is denied", () => {
  const turned = { ...deny, Effect: "Allow" };
  expect(lines(policy(deny), policy(turned))?.filter((line) => /Deny|Allow/.test(line))).toEqual([
    "removed Deny",
    "added Allow",
  ]);
});

it("shows a new effect under the same Sid", () => {
  expect(lines(policy(read), policy({ ...read, Effect: "Deny" }))).toEqual([
    "removed Allow “Read”",
    "added Deny “Read”",
  ]);
});

it("knows order, lists of one and AWS's two ways to say everybody as no difference", () => {
  const reordered = {
    Statement: { ...read, Action: "s3:GetObject", Principal: { AWS: "*" } },
    Version: "2012-10-17",
  };
  expect(lines(policy(read), reordered)).toEqual(["same the same statements, written differently"]);
  expect(lines(policy(read, deny), policy(deny, read))).toEqual([
    "same the same statements, written differently",
  ]);
});

it("tells of another version of the language", () => {
  expect(lines({ Statement: [read] }, policy(read))).toEqual([
    "removed Version 2008-10-17",
    "added Version 2012-10-17",
    "same … 1 statement unchanged",
  ]);
});

it("does not read what is no policy", () => {
  expect(policyDiff("text", policy(read))).toBeUndefined();
  expect(policyDiff({ Statement: ["x"] }, policy(read))).toBeUndefined();
});
