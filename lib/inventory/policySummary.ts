/** One statement of a policy in the words that matter for who may do what. */
export interface PolicyStatement {
  effect: "Allow" | "Deny" | "unknown";
  principals: string[];
  /** True: everybody but those named. */
  notPrincipals: boolean;
  actions: string[];
  notActions: boolean;
  resources: string[];
  notResources: boolean;
  /** `StringEquals aws:PrincipalOrgID o-abc`. */
  conditions: string[];
}

export type PolicySummary =
  | { kind: "none" }
  /** Not JSON, or JSON of another shape: shown as it is. */
  | { kind: "unreadable" }
  | { kind: "full-access"; statements: PolicyStatement[] }
  | { kind: "statements"; statements: PolicyStatement[] };

const asList = (value: unknown): unknown[] => (value === undefined || value === null ? [] : [value].flat());
const texts = (value: unknown): string[] =>
  asList(value).map((item) => (typeof item === "string" ? item : JSON.stringify(item)));

/**
 * Summarises an endpoint policy. `full-access` is what AWS gives an endpoint without a policy of its own: anybody may do
 * anything, nothing is denied. Rules: IAM User Guide, "IAM JSON policy element reference".
 */
export function summarizePolicy(document: string | null): PolicySummary {
  if (document === null || document.trim() === "") return { kind: "none" };
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    return { kind: "unreadable" };
  }
  if (typeof parsed !== "object" || parsed === null || !("Statement" in parsed))
    return { kind: "unreadable" };
  const raw = asList(parsed.Statement);
  if (!raw.every((statement) => typeof statement === "object" && statement !== null))
    return { kind: "unreadable" };
  const statements = raw.map((statement) => readStatement(statement as Record<string, unknown>));
  return {
    kind: statements.some(isFullAccess) && !statements.some(isDeny) ? "full-access" : "statements",
    statements,
  };
}

function readStatement(statement: Record<string, unknown>): PolicyStatement {
  const effect = statement.Effect === "Allow" || statement.Effect === "Deny" ? statement.Effect : "unknown";
  return {
    effect,
    principals: readPrincipals(statement.Principal ?? statement.NotPrincipal),
    notPrincipals: statement.NotPrincipal !== undefined,
    actions: texts(statement.Action ?? statement.NotAction),
    notActions: statement.NotAction !== undefined,
    resources: texts(statement.Resource ?? statement.NotResource),
    notResources: statement.NotResource !== undefined,
    conditions: readConditions(statement.Condition),
  };
}

function readPrincipals(principal: unknown): string[] {
  if (typeof principal !== "object" || principal === null || Array.isArray(principal))
    return texts(principal);
  return Object.entries(principal).flatMap(([kind, value]) =>
    texts(value).map((text) => (kind === "AWS" ? text : `${kind} ${text}`)),
  );
}

function readConditions(condition: unknown): string[] {
  if (typeof condition !== "object" || condition === null) return [];
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries((keys ?? {}) as Record<string, unknown>).map(
      ([key, value]) => `${operator} ${key} ${texts(value).join(", ")}`,
    ),
  );
}

const isDeny = ({ effect }: PolicyStatement) => effect === "Deny";

function isFullAccess(statement: PolicyStatement): boolean {
  const { effect, principals, actions, resources, conditions, notPrincipals, notActions, notResources } =
    statement;
  const everything = (list: string[]) => list.includes("*");
  return (
    effect === "Allow" &&
    !(notPrincipals || notActions || notResources) &&
    everything(principals) &&
    everything(actions) &&
    everything(resources) &&
    conditions.length === 0
  );
}
