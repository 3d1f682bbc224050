import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { parseConfig } from "../config/data.ts";
import {
  configurationSnippet,
  type Onboarding,
  principalNoteOf,
  principalOf,
  quickCreateUrl,
  stackCommand,
  stackSetCommands,
  terraformSnippet,
} from "./snippets.ts";

// What a shell and Terraform would each take for something to be filled in.
const trap = ["$", "{more}"].join("");
const install: Onboarding = {
  principalArn: "arn:aws:iam::111111111111:role/linkledger",
  principalFrom: "STS",
  principalNote: null,
  externalId: `it's $(id) & ${trap},\\`,
  roleName: "LinkledgerReader",
  templateUrl: "https://our-bucket.s3.amazonaws.com/linkledger-reader.yaml",
  region: "us-east-1",
};

it("fills every parameter of the quick-create link in, whatever the external id is made of", () => {
  const url = new URL(quickCreateUrl(install) ?? "");
  expect([url.host, url.searchParams.get("region")]).toEqual(["console.aws.amazon.com", "us-east-1"]);
  const [page, query] = url.hash.split("?");
  expect(page).toBe("#/stacks/quickcreate");
  expect(Object.fromEntries(new URLSearchParams(query))).toEqual({
    templateURL: install.templateUrl,
    stackName: "linkledger-reader",
    param_TrustedPrincipalArn: install.principalArn,
    param_ExternalId: install.externalId,
    param_RoleName: "LinkledgerReader",
  });
  expect(quickCreateUrl({ ...install, templateUrl: null })).toBeNull();
});

it("gives commands that a shell takes as they are meant", () => {
  const said = (script: string) =>
    execFileSync("/bin/sh", ["-c", `aws() { for one in "$@"; do printf '%s\\n' "$one"; done; }\n${script}`], {
      encoding: "utf8",
    }).split("\n");
  expect(said(stackCommand(install))).toContain(`ExternalId=${install.externalId}`);
  const sets = said(stackSetCommands(install));
  expect(sets).toContain(`ParameterKey=ExternalId,ParameterValue=it's $(id) & ${trap}\\,\\\\`);
  expect(sets.filter((word) => word === "Payer=yes" || word === "Management=yes")).toHaveLength(2);
});

it("escapes what Terraform would take for a template", () => {
  expect(terraformSnippet(install)).toContain(`external_id           = "it's $(id) & $${trap},\\\\"`);
});

it("writes a linkledger.yaml that is read as it is meant", () => {
  const config = parseConfig(configurationSnippet(install), "linkledger.yaml");
  expect(config.organization?.externalId).toBe(install.externalId);
  expect(config.accounts[0]).toMatchObject({ id: "222222222222", externalId: install.externalId });
});

it("finds the role behind a session, and says which identities are poor ones", () => {
  const session = "arn:aws:sts::111111111111:assumed-role/linkledger/i-0123";
  expect(principalOf(session)).toBe("arn:aws:iam::111111111111:role/linkledger");
  expect(principalOf("arn:aws:iam::111111111111:user/ana")).toBe("arn:aws:iam::111111111111:user/ana");
  expect(principalNoteOf("arn:aws:iam::111111111111:role/linkledger")).toBeNull();
  expect(principalNoteOf(principalOf(session.replace("linkledger", "AWSReservedSSO_Admin_1")))).toMatch(
    /person/,
  );
});
