import { type CheckId, checkIds, type Hop, hops } from "#lib/diagnosis/schema.ts";
import { placeholdersOf } from "./placeholders.ts";
import type { Runbook, RunbookWords } from "./schema.ts";
import { checkTemplates } from "./template/commands.ts";
import { clientWords } from "./words/client.ts";
import { endpointWords } from "./words/endpoint.ts";
import { fleetCostWords } from "./words/fleetCost.ts";
import { fleetOperationsWords } from "./words/fleetOperations.ts";
import { loadBalancerWords } from "./words/loadBalancer.ts";
import { privateDnsWords } from "./words/privateDns.ts";
import { serviceWords } from "./words/service.ts";
import { targetsWords } from "./words/targets.ts";

/** The compiler holds that every check has words. */
const words: Record<CheckId, RunbookWords> = {
  ...clientWords,
  ...privateDnsWords,
  ...endpointWords,
  ...serviceWords,
  ...loadBalancerWords,
  ...targetsWords,
  ...fleetOperationsWords,
  ...fleetCostWords,
};

const templates = checkTemplates();

/** Every runbook, in the order of the checks: hop by hop, deeper causes first. */
export const runbooks: readonly Runbook[] = checkIds.flatMap((id): Runbook[] => {
  const template = templates.get(id);
  if (!template) return [];
  const { fix, confirm } = template;
  const commands = [...confirm.flatMap(({ command, runIn }) => [command, runIn]), ...fix.cli];
  const texts = [...commands, fix.summary, fix.console, fix.terraform];
  return [{ ...template, ...words[id], placeholders: placeholdersOf(texts.join("\n")) }];
});

/** One runbook; undefined where there is no such check. */
export const runbookOf = (id: string): Runbook | undefined => runbooks.find((one) => one.id === id);

/** The runbooks of a hop, deeper causes first. */
export const runbooksOfHop = (hop: Hop): Runbook[] => runbooks.filter((one) => one.hop === hop);

/**
 * Runbooks whose text has every word of a search, by hop, in the order of the path; hops without any are left out.
 * @param q words in any case; '' finds all
 */
export function searchRunbooks(q: string): { hop: Hop; runbooks: Runbook[] }[] {
  const wanted = q.toLowerCase().split(/\s+/).filter(Boolean);
  const found = runbooks.filter((one) => {
    const text = searchable(one);
    return wanted.every((word) => text.includes(word));
  });
  return hops
    .map((hop) => ({ hop, runbooks: found.filter((one) => one.hop === hop) }))
    .filter(({ runbooks: own }) => own.length > 0);
}

const searchable = ({ id, title, looksLike, why, fix }: Runbook) =>
  [id, title, looksLike, why, fix.summary].join(" ").toLowerCase();
