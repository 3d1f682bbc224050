import type { Problem } from "../api/problem.ts";
import { type Grant, grantWords } from "./grants.ts";
import { matchRoute } from "./matchRoute.ts";
import { type Permission, permissions, permissionWords } from "./permissions.ts";
import { grantFor, type Principal, rolesOf } from "./principal.ts";
import type { Need, RouteRule } from "./routes.ts";

/** What may happen with a request. */
export type Decision =
  | { kind: "allowed"; grant: Grant; pattern: string | null }
  /** Nobody has signed in, and somebody has to. */
  | { kind: "unknown" }
  | { kind: "refused"; problem: Problem; allow?: string };

const fleetPrefix = "fleet ";

/** The permission in a need, and whether it is asked for over the whole fleet. */
function readNeed(need: Exclude<Need, "public" | "own">): { permission: Permission; whole: boolean } {
  const whole = need.startsWith(fleetPrefix);
  return { permission: (whole ? need.slice(fleetPrefix.length) : need) as Permission, whole };
}

/**
 * Decides about one request: the one rule for pages, API and everything else. `principal` is undefined where nobody has
 * signed in. An address or method that no rule names reaches the framework only from who may do everything.
 */
export function authorize(method: string, path: string, principal: Principal | undefined): Decision {
  const found = matchRoute(path);
  const asked = method === "HEAD" || method === "OPTIONS" ? "GET" : method;
  const need =
    found?.rule[asked as "GET"] ?? (method === "OPTIONS" ? Object.values(found?.rule ?? {})[0] : undefined);
  const pattern = found?.pattern ?? null;
  if (need === "public" || need === "own") return { kind: "allowed", grant: null, pattern };
  if (!principal) return { kind: "unknown" };
  if (need === undefined) return unlisted(path, principal, found?.rule, pattern);
  const { permission, whole } = readNeed(need);
  const grant = grantFor(principal, permission);
  if (grant === undefined) return refused(path, lacking(permission, principal));
  if (whole && grant !== null)
    return refused(
      path,
      `This is about the whole fleet and cannot be cut down to a part of it; you may ${permissionWords[permission]} for ${grantWords(grant)}.`,
    );
  return { kind: "allowed", grant, pattern };
}

function unlisted(
  path: string,
  principal: Principal,
  rule: RouteRule | undefined,
  pattern: string | null,
): Decision {
  if (grantFor(principal, "settings") === null) return { kind: "allowed", grant: null, pattern };
  const methods = Object.keys(rule ?? {});
  const [status, title, detail] =
    methods.length > 0
      ? [405, "Method Not Allowed", `That is not possible here; expected ${methods.join(", ")}.`]
      : [404, "Not Found", "There is nothing at this address."];
  return {
    kind: "refused",
    problem: {
      type: "about:blank",
      title: String(title),
      status: Number(status),
      detail: String(detail),
      instance: path,
    },
    allow: methods.join(", "),
  };
}

function lacking(permission: Permission, principal: Principal): string {
  const has = rolesOf(principal);
  const needed = permissions[permission].join(" or ");
  return `To ${permissionWords[permission]} takes the role ${needed}; you have ${has.length === 0 ? "none: no group of yours is mapped to a role" : has.join(" and ")}.`;
}

function refused(path: string, detail: string): Decision {
  return {
    kind: "refused",
    problem: { type: "about:blank", title: "Forbidden", status: 403, detail, instance: path },
  };
}
