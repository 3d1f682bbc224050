import { expect, it } from "vitest";
import { type AnsweredCall, AnswerMemory, digestBody, type RememberedRun, RunAnswers } from "./answers.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const ec2 = (id: string, rest: string) => bytes(`<Describe><requestId>${id}</requestId>${rest}</Describe>`);

class DescribeCommand {}
const call = (input: object, digest = "same"): AnsweredCall => ({
  family: "ec2",
  Command: DescribeCommand,
  input,
  digest,
});

it("takes two answers for the same when only the request's id differs", () => {
  const long = "x".repeat(2000);
  expect(digestBody(ec2("a-1", long))).toBe(digestBody(ec2("b-22", long)));
  expect(digestBody(ec2("a-1", long))).not.toBe(digestBody(ec2("a-1", `${long}y`)));
  const elb = (id: string, rest: string) => bytes(`<R>${rest}<RequestId>${id}</RequestId></R>`);
  expect(digestBody(elb("a", long))).toBe(digestBody(elb("b", long)));
  expect(digestBody(elb("a", long))).not.toBe(digestBody(elb("a", `y${long}`)));
});

it("leaves out one id alone, so that a tag that looks like one still counts", () => {
  const tag = (value: string) =>
    `${"x".repeat(900)}&lt;requestId><requestId>${value}</requestId>${"x".repeat(900)}`;
  expect(digestBody(ec2("a", tag("1")))).not.toBe(digestBody(ec2("a", tag("2"))));
});

const run = (calls: AnsweredCall[]): RememberedRun => ({
  contentDigest: "d",
  calls,
  resources: 1,
  parts: [],
});

it("recalls a run only while the scope holds what came of it", () => {
  const memory = new AnswerMemory();
  memory.keep("scope", run([call({})]));
  expect(memory.recall("scope", "d")?.calls).toHaveLength(1);
  expect(memory.recall("scope", "another")).toBeUndefined();
  expect(memory.recall("scope", "d")).toBeUndefined();
});

it("does not remember a listing of several pages, whose tokens AWS makes anew", () => {
  const memory = new AnswerMemory();
  memory.keep("scope", run([call({ MaxResults: 5 }), call({ MaxResults: 5, NextToken: "t" })]));
  expect(memory.recall("scope", "d")).toBeUndefined();
});

it("hands on what was answered before the first difference, and what failed", async () => {
  const answers = new RunAnswers();
  const calls = [1, 2, 3].map((n) => call({ n }, digestBody(bytes(`${n}`))));
  const asked: unknown[] = [];
  const same = await answers.same(calls, async ({ input }) => {
    asked.push(input);
    const { n } = input as { n: number };
    if (n === 3) throw new Error("throttled");
    return bytes(n === 2 ? "changed" : `${n}`);
  });
  expect(same).toBe(false);
  expect(asked).toHaveLength(3);
  const prepared = async (n: number) => {
    const context: Parameters<RunAnswers["prepare"]>[1] = {
      count: { calls: 0, throttled: 0, retried: 0 },
      family: "ec2",
    };
    await answers.prepare(call({ n }), context);
    return context.given && new TextDecoder().decode(context.given);
  };
  expect(await prepared(1)).toBe("1");
  expect(await prepared(1)).toBeUndefined();
  expect(await prepared(2)).toBe("changed");
  await expect(prepared(3)).rejects.toThrow("throttled");
  expect(await prepared(4)).toBeUndefined();
});
