import { describe, expect, it } from "vitest";
import { parseConfig } from "./data.ts";

const messageOf = (text: string) => {
  try {
    parseConfig(text, "linkledger.yaml");
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("expected the configuration to be refused");
};
const one = (line: string) => `probes:\n  prometheus:\n    - url: http://prometheus:9090\n      ${line}\n`;

describe("probes", () => {
  it("fills in the defaults, and the host as name", () => {
    const { probes } = parseConfig(
      "probes: { prometheus: [{ url: 'http://Mimir:8080/prometheus/api/v1/' }] }",
      "f",
    );
    expect(probes.tokens).toEqual([]);
    expect(probes.prometheus[0]).toMatchObject({
      name: "mimir-8080",
      url: "http://Mimir:8080/prometheus",
      selector: "{}",
      scrapeIntervalSeconds: 60,
      labels: { endpoint: "vpc_endpoint_id", target: "instance", azId: "az_id" },
    });
  });

  it.each([
    [
      "labels: { endpont: vpce_id }",
      /^linkledger\.yaml:4: probes\.prometheus\[0\]\.labels\.endpont: unknown key/,
    ],
    [
      "labels: { endpoint: 'vpce id' }",
      /:4: probes\.prometheus\[0\]\.labels\.endpoint: expected the name of a Prometheus label/,
    ],
    ["selector: job=x", /:4: .*selector: expected a selector such as/],
    [
      "bearerTokenFile: /t\n      basicAuth: { username: a, passwordFile: /p }",
      /basicAuth: expected either bearerTokenFile or basicAuth/,
    ],
    ["scrapeIntervalSeconds: 0", /:4: .*scrapeIntervalSeconds: /],
    ["headers: { X-Scope-OrgID: { env: 'A B' } }", /:4: .*headers/],
    ["password: secret", /:4: probes\.prometheus\[0\]\.password: unknown key/],
  ])("refuses %s", (line, message) => {
    expect(messageOf(one(line))).toMatch(message);
  });

  it.each([
    ["prometheus:9090", /expected a URL such as http:\/\/prometheus:9090/],
    ["ftp://prometheus", /expected a URL/],
    ["http://me:secret@prometheus", /expected no password in the URL/],
    ["http://prometheus/?x=1", /without \? and #/],
  ])("refuses the URL %s", (url, message) => {
    expect(messageOf(`probes:\n  prometheus:\n    - url: ${url}\n`)).toMatch(message);
    expect(messageOf(`probes:\n  prometheus:\n    - url: ${url}\n`)).toMatch(
      /^linkledger\.yaml:3: probes\.prometheus\[0\]\.url: /,
    );
  });

  it("refuses two sources or tokens of one name", () => {
    const twice = "probes:\n  prometheus:\n    - url: http://p/a\n    - url: http://p/b\n";
    expect(messageOf(twice)).toMatch(/^linkledger\.yaml:4: probes\.prometheus\[1\]\.name: "p" is used twice/);
    const digest = "a".repeat(64);
    expect(
      messageOf(`probes:\n  tokens: [{ name: a, sha256: ${digest} }, { name: a, sha256: ${digest} }]\n`),
    ).toMatch(/tokens\[1\]\.name/);
  });

  it("refuses a token that is no digest, without repeating it", () => {
    const message = messageOf("probes:\n  tokens:\n    - { name: agent, sha256: hunter2 }\n");
    expect(message).toMatch(/^linkledger\.yaml:3: probes\.tokens\[0\]\.sha256: expected the SHA-256/);
    expect(message).not.toContain("hunter2");
  });
});
