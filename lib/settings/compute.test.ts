import { expect, it } from "vitest";
import { parseConfig } from "../config/data.ts";
import { configLines } from "../config/lines.ts";
import { configSettings, maskedPlace } from "./compute.ts";

const text = `organization:
  roleArn: arn:aws:iam::111111111111:role/LinkledgerReader
  externalId: hunter2-organization
accounts:
  - { id: "222222222222", externalId: hunter2-account }
idle:
  days: 14
probes:
  prometheus:
    - url: http://mimir:9090
      basicAuth: { username: ana, passwordFile: /run/hunter2-file }
      headers: { X-Token: hunter2-header }
  tokens:
    - { name: agent, sha256: ${"ab".repeat(32)} }
`;
const settings = () =>
  configSettings(parseConfig(text, "linkledger.yaml"), configLines(text)).flatMap((group) => group.settings);

it("names the line of what the file says, and calls the rest a default", () => {
  const origin = (name: string) => settings().find((one) => one.name === name)?.origin;
  expect(origin("organization.roleArn")).toEqual({ kind: "file", line: 2 });
  expect(origin("idle.days")).toEqual({ kind: "file", line: 7 });
  expect(origin("idle.lowUseBytesPerDay")).toEqual({ kind: "default" });
  expect(origin("probes.prometheus.0")).toEqual({ kind: "file", line: 10 });
});

it("shows no secret, nor where one lies", () => {
  const shown = JSON.stringify(settings());
  expect(shown).not.toMatch(/hunter2|abab/);
  expect(shown).toContain("set, not shown");
});

it("says where a database is without its user and password", () => {
  expect(maskedPlace("postgresql://ana:sesame@db.example:5432/links?sslpassword=sesame")).toBe(
    "db.example:5432/links",
  );
  expect(maskedPlace("nonsense")).toBe("not readable");
});
