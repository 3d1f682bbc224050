import { describe, expect, it } from "vitest";
import { dnsAnswers, hostOf } from "./dnsAnswers.ts";
import type { ProbeSeries } from "./schema.ts";

const eni = (azId: string, availabilityZone: string, address: string, ipv6: string[] = []) => ({
  ...{ azId, availabilityZone, privateIpAddress: address, privateIpAddresses: [address] },
  ...{ ipv6Addresses: ipv6, goneAt: null },
});
const interfaces = [
  eni("use1-az1", "us-east-1b", "10.0.1.1"),
  eni("use1-az2", "us-east-1a", "10.0.2.2", ["fd00::2"]),
];
const regional = "vpce-0a-9y.svc.us-east-1.vpce.amazonaws.com";
const zonal = "vpce-0a-9y-us-east-1a.svc.us-east-1.vpce.amazonaws.com";

function series(
  target: string,
  dnsAddresses: string[],
  more: Partial<NonNullable<ProbeSeries["last"]>> = {},
  rest: Partial<ProbeSeries> = {},
) {
  return {
    ...{
      source: "push:a",
      location: { name: "agent-1", azId: "use1-az1" },
      kind: "tcp",
      target,
      stale: false,
    },
    last: {
      ...{ time: "2026-11-18T14:00:00.000Z", dnsAddresses, dnsTtlSeconds: 60, answerInside: null },
      ...more,
    },
    ...rest,
  } as ProbeSeries;
}
const only = (...of: ProbeSeries[]) => dnsAnswers(of, interfaces)[0];

describe("an answer", () => {
  it.each([
    ["every address of the name of all zones", regional, ["10.0.1.1", "10.0.2.2"], "expected", []],
    ["a zone left out", regional, ["10.0.1.1"], "left-out", ["10.0.2.2"]],
    ["the name of a zone with its address", zonal, ["10.0.2.2"], "expected", []],
    ["a public address", regional, ["10.0.1.1", "52.1.2.3"], "elsewhere", ["10.0.2.2"]],
  ])("%s", (_, name, addresses, state, leftOut) => {
    expect(only(series(`${name}:443`, addresses))).toMatchObject({ state, leftOut, ttlSeconds: 60 });
  });
  it("knows whose zone an address is", () => {
    expect(only(series(zonal, ["10.0.2.2"]))).toMatchObject({
      zoneOfName: "use1-az2",
      answered: [{ address: "10.0.2.2", inside: true, azId: "use1-az2" }],
    });
  });
  it("goes by the connection where the source tells no addresses, and by nothing where it tells nothing", () => {
    expect(only(series(regional, [], { answerInside: true }))).toMatchObject({
      state: "expected",
      ttlSeconds: 60,
    });
    expect(only(series(regional, [], { answerInside: false }))?.state).toBe("elsewhere");
    expect(only(series(regional, []))?.state).toBe("unknown");
  });
  it("is not judged once results have stopped, nor without interfaces", () => {
    expect(only(series(regional, ["10.0.1.1"], {}, { stale: true }))?.state).toBe("unknown");
    expect(dnsAnswers([series(regional, ["10.0.1.1"])], [])[0]?.state).toBe("unknown");
  });
  it("is given once for a name and place, the most telling one", () => {
    const answers = dnsAnswers(
      [series(`https://${regional}/x`, []), series(`${regional}:443`, ["10.0.1.1"])],
      interfaces,
    );
    expect(answers.map(({ answered }) => answered.length)).toEqual([1]);
  });
});

it("finds the host of a target, and none in an address", () => {
  expect(hostOf("https://Api.example.com:8443/x?y")).toBe("api.example.com");
  expect(hostOf("api.example.com:443")).toBe("api.example.com");
  expect(hostOf("10.0.0.1:443")).toBeNull();
  expect(hostOf("https://[fd00::1]/")).toBeNull();
});
