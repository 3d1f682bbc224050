import { expect, it } from "vitest";
import { changeDiff } from "./changeDiff.ts";

it("shows one value for another", () => {
  expect(changeDiff("pending", "available")).toEqual({
    kind: "value",
    before: "pending",
    after: "available",
  });
  expect(changeDiff(null, true)).toEqual({ kind: "value", before: null, after: "true" });
});

it("shows lists as what came and went", () => {
  expect(changeDiff(["sg-1", "sg-2"], ["sg-2", "sg-3"])).toEqual({
    kind: "lines",
    lines: [
      { kind: "removed", text: "sg-1" },
      { kind: "same", text: "sg-2" },
      { kind: "added", text: "sg-3" },
    ],
  });
});

it("shows tags that changed and none that stayed", () => {
  expect(changeDiff({ team: "a", env: "prod" }, { env: "prod", team: '=HYPERLINK("x")', new: "" })).toEqual({
    kind: "lines",
    lines: [
      { kind: "added", text: "new = " },
      { kind: "removed", text: "team = a" },
      { kind: "added", text: 'team = =HYPERLINK("x")' },
    ],
  });
});

it("shows a policy by line, with little around the change", () => {
  const policy = (action: string) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: "*", Action: action, Resource: "*" }],
    });
  const diff = changeDiff(policy("*"), policy("s3:GetObject"));
  expect(diff.kind === "lines" && diff.lines.map(({ kind, text }) => `${kind} ${text.trim()}`)).toEqual([
    "same …",
    'same "Effect": "Allow",',
    'same "Principal": "*",',
    'removed "Action": "*",',
    'added "Action": "s3:GetObject",',
    'same "Resource": "*"',
    "same }",
    "same …",
  ]);
});

it("keeps text that only looks like JSON as it is", () => {
  expect(changeDiff("{not json", "[neither")).toEqual({
    kind: "value",
    before: "{not json",
    after: "[neither",
  });
});

it("gives up on the shortest edit for texts of thousands of lines", () => {
  const text = (word: string) => Array.from({ length: 3000 }, (_, index) => `${word} ${index}`).join("\n");
  const diff = changeDiff(text("a"), text("b"));
  expect(diff.kind === "lines" && diff.lines).toHaveLength(6000);
});
