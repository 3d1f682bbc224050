import type { Permission } from "./permissions.ts";

/**
 * What an address asks for. `public`: anybody, signed in or not. `own`: the handler asks for a secret of its own.
 * `fleet …`: the permission over the whole fleet; a part of it is not enough, because the answer cannot be cut down.
 */
export type Need = Permission | "public" | "own" | `fleet ${Permission}`;

type Method = "GET" | "POST" | "PATCH" | "DELETE" | "PUT";

/** One address: what each method asks for. A method that is missing is not there. */
export type RouteRule = Readonly<Partial<Record<Method, Need>>>;

const read: RouteRule = { GET: "read" };
const fleet: RouteRule = { GET: "fleet read" };

/**
 * Every address there is, by its folder under `app/`: a test holds the list against the file system. An address that
 * is not here is refused to everybody but an admin of the whole fleet.
 */
export const routes: Readonly<Record<string, RouteRule>> = {
  // Pages.
  "/": read,
  "/account": { GET: "account" },
  "/alerts": read,
  "/alerts/[alertId]": read,
  "/audits": fleet,
  "/audits/[snapshotId]": fleet,
  "/collectors": read,
  "/connections": read,
  "/connections/[vpcEndpointId]/[serviceId]": read,
  "/costs": read,
  "/endpoints": read,
  "/endpoints/[vpcEndpointId]": read,
  "/findings": read,
  "/idle": read,
  "/load-balancers": read,
  "/load-balancers/[...id]": read,
  "/on-call": read,
  "/quotas": read,
  "/runbooks": read,
  "/runbooks/[id]": read,
  "/services": read,
  "/services/[serviceId]": read,
  "/settings": { GET: "fleet settings" },
  "/settings/access": { GET: "settings" },
  "/settings/activity": { GET: "fleet activity" },
  "/slos": read,
  "/slos/[sloId]": read,

  // Signing in and out.
  "/sign-in": { GET: "public" },
  "/sign-in/callback": { GET: "public" },
  "/sign-out": { POST: "public" },
  "/signed-out": { GET: "public" },

  // What pages ask for behind the scenes.
  "/internal/costs.csv": read,
  "/internal/endpoint-facets": read,
  "/internal/endpoints": read,
  "/internal/freshness": read,
  "/internal/on-call": read,
  "/internal/search": read,

  // For machines.
  "/metrics": read,
  "/api/health": { GET: "public" },
  // What answers where there is nothing; it must not open an address that is not listed.
  "/api/[[...path]]": {},
  "/api/v1/openapi.json": { GET: "public" },
  "/api/v1/probes": { POST: "own" },
  "/api/v1/sns": { POST: "own" },

  // The API.
  "/api/v1/access/sessions": { GET: "account" },
  "/api/v1/access/sessions/[id]": { DELETE: "account" },
  "/api/v1/access/tokens": { GET: "settings", POST: "settings" },
  "/api/v1/access/tokens/[id]": { DELETE: "settings" },
  "/api/v1/accounts/[id]/checks": { GET: "fleet settings", POST: "fleet settings" },
  "/api/v1/activity": { GET: "fleet activity" },
  "/api/v1/activity.csv": { GET: "fleet activity" },
  "/api/v1/alert-acknowledgements": { POST: "acknowledge" },
  "/api/v1/alerts": read,
  "/api/v1/alerts.csv": read,
  "/api/v1/alerts/[id]": read,
  "/api/v1/alerts/[id]/acknowledgements": { POST: "acknowledge" },
  "/api/v1/audits": { GET: "fleet read", POST: "fleet audit" },
  "/api/v1/audits.csv": fleet,
  "/api/v1/audits/[id]": fleet,
  "/api/v1/audits/[id]/attestations": { GET: "fleet read", POST: "fleet audit" },
  "/api/v1/audits/[id]/attestations.csv": fleet,
  "/api/v1/audits/[id]/connections": fleet,
  "/api/v1/audits/[id]/connections.csv": fleet,
  "/api/v1/audits/[id]/coverage": fleet,
  "/api/v1/audits/[id]/coverage.csv": fleet,
  "/api/v1/audits/[id]/diff": fleet,
  "/api/v1/audits/[id]/diff.csv": fleet,
  "/api/v1/audits/[id]/endpoints": fleet,
  "/api/v1/audits/[id]/endpoints.csv": fleet,
  "/api/v1/audits/[id]/findings": fleet,
  "/api/v1/audits/[id]/findings.csv": fleet,
  "/api/v1/audits/[id]/services": fleet,
  "/api/v1/audits/[id]/services.csv": fleet,
  "/api/v1/audits/[id]/statement.json": fleet,
  "/api/v1/connections": read,
  "/api/v1/connections.csv": read,
  "/api/v1/costs": read,
  "/api/v1/costs.csv": read,
  "/api/v1/costs/outlook": read,
  "/api/v1/costs/what-if": read,
  "/api/v1/endpoints": read,
  "/api/v1/endpoints.csv": read,
  "/api/v1/endpoints/[id]": read,
  "/api/v1/endpoints/[id]/diagnosis": read,
  "/api/v1/endpoints/[id]/metrics": read,
  "/api/v1/endpoints/[id]/probes": read,
  "/api/v1/findings": read,
  "/api/v1/findings.csv": read,
  "/api/v1/idle": read,
  "/api/v1/idle-changes": read,
  "/api/v1/idle-changes.csv": read,
  "/api/v1/idle-decisions": { GET: "read", POST: "decide" },
  "/api/v1/idle-decisions.csv": read,
  "/api/v1/idle.csv": read,
  "/api/v1/idle/[id]/decisions": { POST: "decide" },
  "/api/v1/load-balancers": read,
  "/api/v1/load-balancers.csv": read,
  "/api/v1/load-balancers/[...id]": read,
  "/api/v1/quotas": read,
  "/api/v1/quotas.csv": read,
  "/api/v1/receivers": read,
  "/api/v1/receivers/[id]/tests": { POST: "fleet settings" },
  "/api/v1/runs": read,
  "/api/v1/runs.csv": read,
  "/api/v1/services": read,
  "/api/v1/services.csv": read,
  "/api/v1/silences": { GET: "read", POST: "fleet acknowledge" },
  "/api/v1/silences.csv": read,
  "/api/v1/silences/[id]/ends": { POST: "fleet acknowledge" },
  "/api/v1/slo-endpoints": read,
  "/api/v1/slo-endpoints.csv": read,
  "/api/v1/slos": read,
  "/api/v1/slos.csv": read,
  "/api/v1/slos/[id]": read,
  "/api/v1/slos/[id]/openslo": read,
  "/api/v1/views": { GET: "read", POST: "views" },
  "/api/v1/views/[id]": { PATCH: "views", DELETE: "views" },
};
