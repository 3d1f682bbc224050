import type { PathEvidence } from "../../evidenceSchema.ts";
import type { PermissionFacts } from "../../factsSchema.ts";
import { lastOf } from "../shared/commands.ts";

/** An entry of the allow-list. `other`: an organizational unit or a kind that is not known: whom it holds is not told. */
export type Principal =
  | { kind: "everybody"; text: string }
  | { kind: "account"; accountId: string; text: string }
  | { kind: "identity"; accountId: string; name: string; text: string }
  | { kind: "other"; text: string };

/** Reads the allow-list, sorted. https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html */
export function principalsOf(permissions: readonly PermissionFacts[]): Principal[] {
  return permissions
    .map(({ principal }) => principal)
    .sort()
    .map(readPrincipal);
}

function readPrincipal(text: string): Principal {
  if (text === "*") return { kind: "everybody", text };
  if (/^\d{12}$/.test(text)) return { kind: "account", accountId: text, text };
  const [, accountId = "", rest = ""] = /^arn:[^:]*:(?:iam|sts)::(\d{12}):(.+)$/.exec(text) ?? [];
  if (rest === "root") return { kind: "account", accountId, text };
  const name = /^(?:role|user|assumed-role)\/(.+)$/.exec(rest)?.[1];
  return name === undefined
    ? { kind: "other", text }
    : { kind: "identity", accountId, name: nameOf(rest), text };
}

/** The bare name of a role or user: paths are no part of a session's ARN, a session's name none of the role's. */
function nameOf(rest: string): string {
  const parts = rest.split("/");
  return parts[0] === "assumed-role" ? `role/${parts[1]}` : `${parts[0]}/${parts.at(-1)}`;
}

/** Who asks: the consumer's account, and who created the endpoint where the trail tells and it was somebody of that account. */
export interface Asker {
  accountId: string;
  createdBy: Extract<Principal, { kind: "identity" }> | null;
}

/** Null where nothing tells whose the endpoint is. */
export function askerOf({ consumer, provider }: PathEvidence): Asker | null {
  if (consumer.ours) {
    const { accountId } = consumer.account;
    const createdBy = lastOf(consumer.endpoint)?.createdBy ?? null;
    const who = createdBy === null ? null : readPrincipal(createdBy);
    return { accountId, createdBy: who?.kind === "identity" && who.accountId === accountId ? who : null };
  }
  const owner = provider.ours ? (lastOf(provider.connection)?.vpcEndpointOwner ?? null) : null;
  const accountId = owner ?? consumer.accountId;
  return accountId === null ? null : { accountId, createdBy: null };
}

const mostShown = 8;

/** The list in words: `nobody`, or the first few and how many more. */
export function principalWords(principals: readonly Principal[]): string {
  const shown = principals.slice(0, mostShown).map(({ text }) => text);
  const more = principals.length - shown.length;
  return shown.length === 0 ? "nobody" : `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
