import { expect } from "vitest";
import { compareAnswers } from "../compute.ts";
import type { PathCheck, PathEvidence } from "../evidenceSchema.ts";
import { type CheckAnswer, checkAnswerSchema, commandSchema, fixSchema } from "../schema.ts";
import { type Parts, path } from "./path.ts";
import { now, zones } from "./world.ts";

/** One row of a check's table: what is changed, how, and every answer as `fail cause page [az1]`. */
export type Row = [what: string, change: (parts: Parts) => unknown, answers: string, reason?: RegExp];

/**
 * The answers of a check to a changed path, sorted, in the words of `Row`; passes and the like by their state alone.
 * Holds what is true of every check: answers have the stored shape, the order of evidence changes nothing, commands
 * and fixes of failures name real things.
 */
export function asked(
  check: PathCheck,
  change: (parts: Parts) => unknown,
): { words: string; reasons: string } {
  const evidence = path(change);
  const answers = ordered(check, evidence);
  const turned = reversed(evidence);
  expect(ordered(check, turned)).toEqual(answers);
  for (const answer of answers) {
    expect(checkAnswerSchema.parse(answer)).toMatchObject({ checkId: check.id, hop: check.hop });
    expect(answer.reason).toMatch(/^[A-Za-z0-9].*\.$/);
    if (answer.state === "fail") holdMended(check, evidence, turned, answer);
  }
  return {
    words: answers.map(wordsOf).sort().join(" | "),
    reasons: answers.map(({ reason }) => reason).join(" "),
  };
}

const ordered = (check: PathCheck, evidence: PathEvidence) =>
  check.evaluate(evidence, now).toSorted(compareAnswers);

const short = new Map(zones.map((azId, i) => [azId, `az${i + 1}`]));

function wordsOf({ state, role, severity, lanes }: CheckAnswer): string {
  const where = lanes.length > 0 ? ` [${lanes.map((azId) => short.get(azId) ?? azId).join(" ")}]` : "";
  return state === "fail" ? `fail ${role} ${severity}${where}` : `${state}${where}`;
}

/** What no command and no sentence may hold: something that was not filled in. */
export const hole = /\bundefined\b|\bNaN\b|(?<!\/dev\/)\bnull\b|\[object|""/;

function holdMended(check: PathCheck, evidence: PathEvidence, turned: PathEvidence, answer: CheckAnswer) {
  const commands = check.confirm(evidence, answer);
  expect(commands.length).toBeGreaterThan(0);
  const fix = fixSchema.parse(check.fix(evidence, answer));
  expect(answer.evidence.length).toBeGreaterThan(0);
  for (const command of commands) {
    commandSchema.parse(command);
    expect(command.command).not.toMatch(hole);
    if (command.command.startsWith("aws "))
      expect(command.command).toMatch(/ --profile [\w-]+ --region us-east-1/);
  }
  expect(fix.summary).not.toMatch(hole);
  expect([...fix.cli, fix.terraform, fix.console].join("\n")).not.toMatch(hole);
  if (answer.role !== "symptom") expect(fix.cli.length).toBeGreaterThan(0);
  expect(check.confirm(turned, answer)).toEqual(commands);
  expect(check.fix(turned, answer)).toEqual(fix);
}

/** The same evidence with every list the other way round. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed).reverse() as T;
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, reversed(one)])) as T;
}
