import { routes } from "./routes.ts";

/** What a change at an address is called in the record; an address that is not here by its method. */
const names: Readonly<Record<string, string>> = {
  "DELETE /api/v1/access/sessions/[id]": "session ended",
  "POST /api/v1/access/tokens": "token made",
  "DELETE /api/v1/access/tokens/[id]": "token revoked",
  "POST /api/v1/accounts/[id]/checks": "account check asked for",
  "POST /api/v1/alert-acknowledgements": "alerts acknowledged",
  "POST /api/v1/receivers/[id]/tests": "receiver tested",
  "POST /api/v1/silences": "silence made",
  "POST /api/v1/silences/[id]/ends": "silence ended",
  "POST /api/v1/alerts/[id]/acknowledgements": "alert acknowledged",
  "POST /api/v1/audits": "audit made",
  "POST /api/v1/audits/[id]/attestations": "audit attested",
  "POST /api/v1/idle-decisions": "idle decided",
  "POST /api/v1/idle/[id]/decisions": "idle decided",
  "POST /api/v1/views": "view kept",
  "PATCH /api/v1/views/[id]": "view changed",
  "DELETE /api/v1/views/[id]": "view deleted",
};

/**
 * Under which name a request goes on record; undefined for one that does not: what is only looked at, and what machines
 * push. `pattern` is the address with its parameters unnamed.
 */
export function recordedAction(method: string, pattern: string): string | undefined {
  if (method === "GET") return /\.csv$|\/statement\.json$/.test(pattern) ? "exported" : undefined;
  if (method === "HEAD" || method === "OPTIONS" || Object.values(routes[pattern] ?? {}).includes("own"))
    return undefined;
  return names[`${method} ${pattern}`] ?? `${method} ${pattern}`;
}
