import { actionPrefixes, isKnownPrefix } from "./servicePrefixes.ts";

/**
 * How far an endpoint policy reaches, without knowing who calls:
 * - `full`: everybody may do everything, and nothing is denied.
 * - `nothing`: no statement allows anything that the service does, or one denies everything to everybody.
 * - `narrow`: whatever lies between. `unreadable`: not a policy.
 */
export type PolicyReach = "full" | "nothing" | "narrow" | "unreadable";

type Statement = Record<string, unknown>;

/**
 * Reads a policy document.
 * @param serviceName whose actions alone can pass; where they are not known by name, any may.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export function policyReach(document: string, serviceName: string | null = null): PolicyReach {
  const policy = policyOf(document);
  const before = policy.reach.get(serviceName);
  if (before !== undefined) return before;
  const reach = reachOf(policy.statements, serviceName);
  policy.reach.set(serviceName, reach);
  return reach;
}

function reachOf(statements: Statement[] | undefined, serviceName: string | null): PolicyReach {
  if (!statements) return "unreadable";
  const allows = statements.filter(({ Effect }) => Effect === "Allow");
  const denies = statements.filter(({ Effect }) => Effect === "Deny");
  if (allows.length + denies.length < statements.length) return "unreadable";
  const prefixes = actionPrefixes(serviceName);
  const all = (statement: Statement) => isAll(statement, prefixes ?? []);
  const passing = prefixes === null ? allows : allows.filter((one) => mayPass(one, prefixes));
  if (passing.length === 0 || denies.some(all)) return "nothing";
  return denies.length === 0 && allows.some(all) ? "full" : "narrow";
}

interface Policy {
  statements: Statement[] | undefined;
  /** How far it reaches, by the service that it stands before. */
  reach: Map<string | null, PolicyReach>;
}

/** Endpoints carry one of a few policies, most of them AWS's own: those that were met last are kept as they were read. */
const policies = new Map<string, Policy>();
const keptPolicies = 500;

function policyOf(document: string): Policy {
  const known = policies.get(document);
  if (known) return known;
  if (policies.size >= keptPolicies) policies.clear();
  const policy: Policy = { statements: readStatements(document), reach: new Map() };
  policies.set(document, policy);
  return policy;
}

function readStatements(document: string): Statement[] | undefined {
  try {
    const { Statement } = JSON.parse(document) as { Statement?: unknown };
    const list = Array.isArray(Statement) ? Statement : [Statement];
    return list.every((one): one is Statement => typeof one === "object" && one !== null) ? list : undefined;
  } catch {
    return undefined;
  }
}

/** Every action, or every one of the service's own, on everything by everybody, on no condition. */
function isAll({ Action, Principal, Resource, Condition }: Statement, prefixes: readonly string[]): boolean {
  const principal =
    typeof Principal === "object" && Principal !== null ? (Principal as { AWS?: unknown }).AWS : Principal;
  const conditions = Condition && typeof Condition === "object" ? Object.keys(Condition).length : 0;
  const every =
    isStar(Action) ||
    textsOf(Action).some((text) => prefixes.some((one) => text.toLowerCase() === `${one}:*`));
  return every && [principal, Resource].every(isStar) && conditions === 0;
}

/** Whether an action of the service may be among those that a statement names: others are of services known by name. */
function mayPass({ Action }: Statement, prefixes: readonly string[]): boolean {
  const actions = textsOf(Action);
  // Everything but what `NotAction` names, or nothing that is understood.
  if (actions.length === 0) return true;
  return actions.some((action) => {
    const prefix = action.toLowerCase().split(":")[0] ?? "";
    return !isKnownPrefix(prefix) || prefixes.includes(prefix);
  });
}

const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string");

const isStar = (value: unknown): boolean => (Array.isArray(value) ? value.some(isStar) : value === "*");
