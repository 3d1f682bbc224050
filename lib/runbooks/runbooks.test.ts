import { describe, expect, it } from "vitest";
import { checkIds, commandSchema, fixSchema, hops } from "#lib/diagnosis/schema.ts";
import { incidentChecklist } from "./checklist.ts";
import { parameterOf, runbookHref } from "./href.ts";
import { fillIn, placeholders, placeholdersOf } from "./placeholders.ts";
import { runbookOf, runbooks, searchRunbooks } from "./runbooks.ts";
import { hopWords } from "./words/hops.ts";

/** Words in capitals that AWS, Terraform or Cost Explorer wrote, not we. */
const theirs = new Set(["USAGE_TYPE", "TCP_ELB_Reset_Count", "TCP_UDP"]);
const placeholder = /(?<![A-Za-z0-9_])[A-Z]+(?:_[A-Z]+)+(?![A-Za-z0-9_])/g;
/** What code leaves behind where a value is missing, and marks of the template that no placeholder took. */
const hole =
  /\bundefined\b|\bNaN\b|(?<!\/dev\/)\bnull\b|\[object|""|65001|2001-|1970-|\.mark\b|0{12}| {2}(?=--)/;

it("there is one for every check, and each has a hop's words", () => {
  expect(runbooks.map(({ id }) => id)).toEqual(checkIds);
  for (const hop of hops)
    expect(runbooks.some((one) => one.hop === hop && hopWords[hop].about.length > 20)).toBe(true);
});

describe.each(runbooks.map((one) => [one.id, one] as const))("%s", (_, runbook) => {
  const { confirm, fix, looksLike, why, prevent, role, title } = runbook;
  const commands = [...confirm.map(({ command }) => command), ...fix.cli];

  it("has no empty text", () => {
    for (const text of [looksLike, why, ...prevent]) expect(text).toMatch(/^\S.{15,}\.$/s);
    expect(prevent.length).toBeGreaterThan(0);
    expect(title).toMatch(/^\S.{8,}[^.]$/);
    for (const command of confirm) {
      commandSchema.parse(command);
      for (const text of Object.values(command)) expect(text.trim()).not.toBe("");
    }
    expect(fixSchema.parse(fix).summary).toMatch(/^[A-Z].*\.$/);
    // A symptom is mended at its cause, and has no fix of its own.
    if (role !== "symptom") expect(fix.console).toMatch(/^[A-Z].*[.:]/);
  });

  it("says how to confirm it, in commands that can be filled in", () => {
    expect(confirm.length).toBeGreaterThan(0);
    // Two titles alike could not be told apart, nor could their copy buttons.
    expect(new Set(confirm.map((one) => one.title)).size).toBe(confirm.length);
    const open = placeholdersOf(commands.join("\n"));
    expect(open.length).toBeGreaterThan(0);
    expect(runbook.placeholders).toEqual(expect.arrayContaining(open));
  });

  it("has no hole, and no placeholder that nobody explains", () => {
    const text = [...commands, fix.summary, fix.console, fix.terraform, ...confirm.map((one) => one.runIn)];
    expect(text.join("\n")).not.toMatch(hole);
    const unknown = [...text, ...confirm.map(({ expect }) => expect)]
      .flatMap((one) => one.match(placeholder) ?? [])
      .filter((word) => !(word in placeholders) && !theirs.has(word));
    expect(unknown).toEqual([]);
  });
});

it("the checklist goes from the name to support, in commands that can be filled in", () => {
  expect(incidentChecklist.map(({ id }) => id)).toEqual([
    "dns",
    "state",
    "flow-logs",
    "audit-log",
    "support",
  ]);
  for (const { title, why, commands } of incidentChecklist) {
    expect(title).not.toBe("");
    expect(why).toMatch(/\.$/);
    for (const command of commands)
      for (const word of command.match(placeholder) ?? []) expect(placeholders).toHaveProperty(word);
  }
});

it("every placeholder is used somewhere, and explained", () => {
  const used = new Set([
    ...runbooks.flatMap((one) => one.placeholders),
    ...incidentChecklist.flatMap(({ commands }) => placeholdersOf(commands.join("\n"))),
  ]);
  expect(Object.keys(placeholders).filter((one) => !used.has(one as never))).toEqual([]);
  for (const text of Object.values(placeholders)) expect(text.length).toBeGreaterThan(5);
});

describe("filling in", () => {
  it("puts values in where they are known, and leaves the rest", () => {
    const text =
      "aws ec2 describe-x VPC_ENDPOINT_ID --profile CONSUMER_PROFILE; OTHER_ENDPOINT_ID TCP_ELB_Reset_Count";
    expect(fillIn(text, { VPC_ENDPOINT_ID: "vpce-0a1", CONSUMER_PROFILE: "" })).toBe(
      "aws ec2 describe-x vpce-0a1 --profile CONSUMER_PROFILE; OTHER_ENDPOINT_ID TCP_ELB_Reset_Count",
    );
  });
});

describe("search", () => {
  it("finds all without words, hop by hop", () => {
    const all = searchRunbooks(" ");
    expect(all.map(({ hop }) => hop)).toEqual(hops);
    expect(all.flatMap((one) => one.runbooks).length).toBe(checkIds.length);
  });
  it("wants every word, in any case", () => {
    const found = searchRunbooks("Security GROUP default").flatMap((one) => one.runbooks.map(({ id }) => id));
    expect(found).toContain("endpoint-sg-default");
    expect(found.length).toBeLessThan(8);
    expect(searchRunbooks("no such thing anywhere")).toEqual([]);
  });
});

it("knows one by its id alone", () => {
  expect(runbookOf("az-not-served")?.hop).toBe("load-balancer");
  expect(runbookOf("toString")).toBeUndefined();
});

it("is addressed with the ids of an incident, each under a name of its own", () => {
  expect(runbookHref("az-not-served")).toBe("/runbooks/az-not-served");
  expect(runbookHref("az-not-served", { VPC_ENDPOINT_ID: "vpce-0a1", AZ_ID: "", SERVICE_NAME: "a b" })).toBe(
    "/runbooks/az-not-served?vpcEndpointId=vpce-0a1&serviceName=a+b",
  );
  const names = Object.keys(placeholders) as (keyof typeof placeholders)[];
  expect(new Set(names.map(parameterOf)).size).toBe(names.length);
});
