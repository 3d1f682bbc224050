/**
 * How far an endpoint policy reaches, without knowing who calls:
 * - `full`: everybody may do everything, and nothing is denied.
 * - `nothing`: no statement allows anything, or one denies everything to everybody.
 * - `narrow`: whatever lies between. `unreadable`: not a policy.
 */
export type PolicyReach = "full" | "nothing" | "narrow" | "unreadable";

type Statement = Record<string, unknown>;

/** Reads a policy document. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html */
export function policyReach(document: string): PolicyReach {
  const statements = statementsOf(document);
  if (!statements) return "unreadable";
  const allows = statements.filter(({ Effect }) => Effect === "Allow");
  const denies = statements.filter(({ Effect }) => Effect === "Deny");
  if (allows.length + denies.length < statements.length) return "unreadable";
  if (allows.length === 0 || denies.some(isAll)) return "nothing";
  return denies.length === 0 && allows.some(isAll) ? "full" : "narrow";
}

function statementsOf(document: string): Statement[] | undefined {
  try {
    const { Statement } = JSON.parse(document) as { Statement?: unknown };
    const list = Array.isArray(Statement) ? Statement : [Statement];
    return list.every((one): one is Statement => typeof one === "object" && one !== null) ? list : undefined;
  } catch {
    return undefined;
  }
}

/** Every action on everything by everybody, on no condition. */
function isAll({ Action, Principal, Resource, Condition }: Statement): boolean {
  const principal =
    typeof Principal === "object" && Principal !== null ? (Principal as { AWS?: unknown }).AWS : Principal;
  const conditions = Condition && typeof Condition === "object" ? Object.keys(Condition).length : 0;
  return [Action, principal, Resource].every(isStar) && conditions === 0;
}

const isStar = (value: unknown): boolean => (Array.isArray(value) ? value.some(isStar) : value === "*");
