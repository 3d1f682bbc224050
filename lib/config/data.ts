import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { readEnv } from "../env.ts";
import { ConfigurationError } from "../errors.ts";
import { parseOpenSlo } from "../slo/opensloParse.ts";
import { type Config, configSchema } from "./schema.ts";

/**
 * Reads `linkledger.yaml`.
 * @returns the configuration, or undefined when there is no such file.
 * @throws ConfigurationError with one line per mistake: file, line, and what was expected.
 */
export function loadConfig(file: string): Config | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new ConfigurationError(`${file}: cannot be read: ${(error as Error).message}`, { cause: error });
  }
  return parseConfig(text, path.basename(file), path.dirname(file));
}

let readBefore: { file: string; changed: number; config: Config | undefined } | undefined;

/** The configuration as it is now, for the app: read anew when the file has changed. Throws ConfigurationError. */
export function currentConfig(): Config | undefined {
  const file = readEnv().configFile;
  const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (readBefore?.file !== file || readBefore.changed !== changed)
    readBefore = { file, changed, config: loadConfig(file) };
  return readBefore.config;
}

/** Tokens that may push probe results. Throws ConfigurationError. */
export function configuredPushTokens(): Config["probes"]["tokens"] {
  return currentConfig()?.probes.tokens ?? [];
}

/**
 * Parses and checks the text of a configuration; `file` is used in messages only. Objectives of `sloFiles` are read
 * from `directory` and added to `slos`; without a directory they stay away.
 */
export function parseConfig(text: string, file: string, directory?: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const mistakes = document.errors.map(
    (error) => `${file}:${lines.linePos(error.pos[0]).line}: ${error.message.split("\n")[0]}`,
  );
  if (mistakes.length > 0) throw new ConfigurationError(mistakes.join("\n"));

  const lineOf = (at: readonly PropertyKey[]) => {
    for (let depth = at.length; depth >= 0; depth--) {
      const node = document.getIn(at.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const parsed = configSchema.safeParse(document.toJS() ?? {});
  if (!parsed.success) {
    const messages = parsed.error.issues.flatMap((issue) =>
      mistakesOf(issue).map((d) => `${file}:${lineOf(d.path)}: ${d.message}`),
    );
    throw new ConfigurationError(messages.join("\n"));
  }
  const duplicate = firstDuplicate(parsed.data.accounts.map((account) => account.id));
  if (duplicate) {
    throw new ConfigurationError(
      `${file}:${lineOf(["accounts", duplicate.index, "id"])}: accounts[${duplicate.index}].id: "${duplicate.value}" is listed twice; expected each account once.`,
    );
  }
  const slos = [...parsed.data.slos];
  for (const [index, name] of (directory === undefined ? [] : parsed.data.sloFiles).entries()) {
    const at = `${file}:${lineOf(["sloFiles", index])}: sloFiles[${index}]`;
    for (const slo of readSlos(path.resolve(/* turbopackIgnore: true */ directory ?? "", name), name, at)) {
      if (slos.some(({ id }) => id === slo.id))
        throw new ConfigurationError(
          `${at}: "${slo.id}" in ${name} is defined twice; expected each id once.`,
        );
      slos.push(slo);
    }
  }
  return { ...parsed.data, slos };
}

function readSlos(file: string, name: string, at: string) {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const detail = `"${name}" cannot be read: ${(error as Error).message}; expected a file of OpenSLO v1`;
    throw new ConfigurationError(`${at}: ${detail}`, { cause: error });
  }
  return parseOpenSlo(text, name);
}

function mistakesOf(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string }[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `${dotted([...issue.path, key])}: unknown key.`,
    }));
  }
  return [{ path: issue.path, message: `${dotted(issue.path) || "the file"}: ${issue.message}` }];
}

function dotted(at: readonly PropertyKey[]): string {
  return at
    .map((part, i) => (typeof part === "number" ? `[${part}]` : `${i > 0 ? "." : ""}${String(part)}`))
    .join("");
}

function firstDuplicate(values: string[]): { index: number; value: string } | undefined {
  const index = values.findIndex((value, i) => values.indexOf(value) !== i);
  return index < 0 ? undefined : { index, value: values[index] as string };
}
