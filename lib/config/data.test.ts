import { describe, expect, it } from "vitest";
import { ConfigurationError } from "../errors.ts";
import { parseConfig } from "./data.ts";

const messageOf = (text: string) => {
  try {
    parseConfig(text, "linkledger.yaml");
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  throw new Error("expected the configuration to be refused");
};

describe("parseConfig", () => {
  it("fills in the defaults", () => {
    expect(parseConfig("", "f")).toMatchObject({
      accounts: [],
      regions: ["all"],
      tags: { owner: "team", environment: "env", application: "app" },
      idle: { days: 30, lowUseBytesPerDay: 1_048_576 },
    });
  });

  it("accepts listed accounts beside an organization", () => {
    const config = parseConfig(
      `organization: { roleArn: "arn:aws:iam::111111111111:role/LinkledgerReader", externalId: "x9" }
accounts:
  - { id: "222222222222", name: payments-prod }
regions: [us-east-1, eu-west-1]`,
      "f",
    );
    expect(config.organization?.memberRoleName).toBe("LinkledgerReader");
    expect(config.accounts[0]).toEqual({ id: "222222222222", name: "payments-prod" });
  });

  it("names file, line and key of an unknown key", () => {
    expect(messageOf("regions: [us-east-1]\nregoins: [eu-west-1]\n")).toMatch(
      /^linkledger\.yaml:2: regoins: unknown key/,
    );
  });

  it("names file, line and what was expected of a wrong type", () => {
    expect(messageOf("idle:\n  days: soon\n")).toMatch(
      /^linkledger\.yaml:2: idle\.days: .*expected (int|number)/i,
    );
  });

  it("refuses an account id that YAML read as a number", () => {
    expect(messageOf("accounts:\n  - id: 222222222222\n")).toMatch(
      /linkledger\.yaml:2: accounts\[0\]\.id: .*expected string/i,
    );
  });

  it("refuses an account listed twice", () => {
    expect(messageOf('accounts:\n  - { id: "222222222222" }\n  - { id: "222222222222" }\n')).toMatch(
      /linkledger\.yaml:3: accounts\[1\]\.id: "222222222222" is listed twice/,
    );
  });

  it("names the line of a YAML mistake", () => {
    expect(messageOf("regions: [us-east-1\naccounts: []\n")).toMatch(/^linkledger\.yaml:\d+: /);
  });
});
