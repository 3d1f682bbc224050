"use client";

import { createParser, useQueryStates } from "nuqs";
import { parameterOf } from "#lib/runbooks/href.ts";
import { type Placeholder, placeholders } from "#lib/runbooks/placeholders.ts";

/**
 * Values come from the address, which anybody may have written, and go into commands that people paste into a shell:
 * only what a shell takes as one plain word is accepted.
 */
const plainWord = /^[\w@%+=:,./-]{1,300}$/;
export const isPlainWord = (text: string) => plainWord.test(text);

const parser = createParser({
  parse: (text) => (isPlainWord(text) ? text : null),
  serialize: (text) => text,
  eq: (a, b) => a === b,
}).withDefault("");

const names = Object.keys(placeholders) as Placeholder[];
const parsers = Object.fromEntries(names.map((name) => [name, parser])) as Record<Placeholder, typeof parser>;
const urlKeys = Object.fromEntries(names.map((name) => [name, parameterOf(name)])) as Record<
  Placeholder,
  string
>;

/** What stands for the placeholders of this page's commands, in the address, so that a link carries the incident's ids. */
export function useValues() {
  return useQueryStates(parsers, { urlKeys, history: "replace", shallow: true, clearOnDefault: true });
}
