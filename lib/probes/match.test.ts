import { describe, expect, it } from "vitest";
import {
  type Candidate,
  CandidateIndex,
  hostOf,
  matchEndpoint,
  namesToAsk,
  type ProbeClaim,
} from "./match.ts";

const endpoint = (vpcEndpointId: string, more: Partial<Candidate> = {}): Candidate => ({
  accountId: "111111111111",
  region: "us-east-1",
  vpcEndpointId,
  vpcId: "vpc-1",
  gone: false,
  names: ["sqs.us-east-1.amazonaws.com", `${vpcEndpointId}-x1.sqs.us-east-1.vpce.amazonaws.com`],
  addresses: ["10.0.0.5"],
  ...more,
});
const a = endpoint("vpce-0aaaaaaaa");
const b = endpoint("vpce-0bbbbbbbb", {
  vpcId: "vpc-2",
  accountId: "222222222222",
  addresses: ["10.0.0.5", "10.0.1.7"],
});
const gone = endpoint("vpce-0cccccccc", { gone: true, names: ["old.example"], addresses: ["10.0.9.9"] });
const wild = endpoint("vpce-0dddddddd", { names: ["*.s3.us-east-1.amazonaws.com"], addresses: ["fd00::1"] });
const index = new CandidateIndex();
index.add([a, b, gone, wild]);
const match = (claim: ProbeClaim) => {
  const found = matchEndpoint(claim, index.near(claim));
  return found.endpoint?.vpcEndpointId ?? found.unmatched;
};

describe("matchEndpoint", () => {
  it.each<[string, ProbeClaim, string]>([
    ["an id", { vpcEndpointId: "vpce-0bbbbbbbb" }, "vpce-0bbbbbbbb"],
    ["an id nobody has, whatever the host", { vpcEndpointId: "vpce-0ffffffff", host: "10.0.1.7" }, "none"],
    [
      "AWS's own name",
      { host: "vpce-0aaaaaaaa-x1-us-east-1a.sqs.us-east-1.vpce.amazonaws.com" },
      "vpce-0aaaaaaaa",
    ],
    ["an address of one", { host: "10.0.1.7" }, "vpce-0bbbbbbbb"],
    ["an address of two", { host: "10.0.0.5" }, "ambiguous"],
    ["an address of two, from the VPC of one", { host: "10.0.0.5", vpcId: "vpc-1" }, "vpce-0aaaaaaaa"],
    ["a private name of two", { host: "sqs.us-east-1.amazonaws.com" }, "ambiguous"],
    [
      "a private name of two, from the account of one",
      { host: "sqs.us-east-1.amazonaws.com", accountId: "222222222222" },
      "vpce-0bbbbbbbb",
    ],
    [
      "a private name of two, from a VPC of neither",
      { host: "sqs.us-east-1.amazonaws.com", vpcId: "vpc-9" },
      "ambiguous",
    ],
    ["a name under a wildcard", { host: "bucket.s3.us-east-1.amazonaws.com" }, "vpce-0dddddddd"],
    ["a name two below a wildcard", { host: "a.b.s3.us-east-1.amazonaws.com" }, "none"],
    ["a name of an endpoint that is gone", { host: "old.example" }, "vpce-0cccccccc"],
    ["a name of nobody", { host: "example.com" }, "none"],
    ["nothing", {}, "none"],
  ])("%s", (_what, claim, expected) => {
    expect(match(claim)).toBe(expected);
  });
});

it.each([
  ["https://API.Example.com:8443/health?x=1", "api.example.com"],
  ["api.example.com.:443", "api.example.com"],
  ["http://user:secret@api.example.com/", "api.example.com"],
  ["10.0.0.5:443", "10.0.0.5"],
  ["[FD00::1]:443", "fd00::1"],
  ["fd00::1", "fd00::1"],
  ["vpce-0aaaaaaaa", "vpce-0aaaaaaaa"],
  ["not a host", undefined],
  ["", undefined],
])("the host of %s is %s", (target, host) => {
  expect(hostOf(target)).toBe(host);
});

it("asks for a name and the wildcard over it", () => {
  expect(namesToAsk("a.b.c")).toEqual(["a.b.c", "*.b.c"]);
  expect(namesToAsk("10.0.0.5")).toEqual(["10.0.0.5"]);
});
