import type pg from "pg";
import { pageRoutes } from "../../scripts/lib/pageRoutes.ts";

/** Addresses of one page such as people open: several of them, so that no cache answers for all. */
export interface PageAddresses {
  /** The route as the folder of its `page.tsx` names it, without groups. */
  route: string;
  addresses: string[];
}

const sample = 12;

interface Ids {
  endpoints: string[];
  accounts: string[];
  audits: string[];
  services: string[];
  loadBalancers: string[];
  connections: string[];
  slos: string[];
  runbooks: string[];
  alerts: string[];
}

const queries: Record<keyof Ids, string> = {
  endpoints: "SELECT vpc_endpoint_id AS id FROM vpc_endpoint WHERE gone_at IS NULL",
  accounts: "SELECT account_id AS id FROM account WHERE gone_at IS NULL",
  audits: "SELECT snapshot_id::text AS id FROM audit_snapshot",
  services: "SELECT service_id AS id FROM vpc_endpoint_service WHERE gone_at IS NULL",
  loadBalancers: "SELECT load_balancer_arn AS id FROM load_balancer WHERE gone_at IS NULL",
  connections:
    "SELECT vpc_endpoint_id || '/' || service_id AS id FROM vpc_endpoint_connection WHERE gone_at IS NULL",
  slos: "SELECT slo_id AS id FROM slo",
  runbooks: "SELECT DISTINCT check_id AS id FROM finding",
  alerts: "SELECT alert_id::text AS id FROM alert",
};

const list = (path: string, filters: string[]) => [path, ...filters.map((filter) => `${path}?${filter}`)];

const addressesOf: Record<string, (ids: Ids) => string[]> = {
  "/": () => ["/"],
  "/endpoints": ({ accounts }) =>
    list("/endpoints", [
      ...accounts.map((account) => `accountId=${account}`),
      "sort=-bytes30d",
      "state=available&region=us-east-1&vpcEndpointType=Interface",
      "q=vpce-00",
    ]),
  "/endpoints/[vpcEndpointId]": ({ endpoints }) =>
    endpoints.flatMap((id) => [`/endpoints/${id}`, `/endpoints/${id}?range=7d`]),
  "/findings": ({ accounts }) =>
    list("/findings", [...accounts.map((account) => `accountId=${account}`), "severity=page", "state=any"]),
  "/idle": ({ accounts }) =>
    list("/idle", [...accounts.map((account) => `accountId=${account}`), "state=idle", "sort=resourceId"]),
  "/slos": () => ["/slos"],
  "/quotas": ({ accounts }) =>
    list(
      "/quotas",
      accounts.map((account) => `accountId=${account}`),
    ),
  "/audits": () => ["/audits"],
  "/audits/[snapshotId]": ({ audits }) => audits.map((id) => `/audits/${id}`),
  "/collectors": () => ["/collectors"],
  "/on-call": () => ["/on-call", "/on-call?by=account"],
  "/connections": ({ accounts }) =>
    list(
      "/connections",
      accounts.map((account) => `accountId=${account}`),
    ),
  "/connections/[vpcEndpointId]/[serviceId]": ({ connections }) =>
    connections.map((id) => `/connections/${id}`),
  "/services": ({ accounts }) =>
    list(
      "/services",
      accounts.map((account) => `accountId=${account}`),
    ),
  "/services/[serviceId]": ({ services }) => services.map((id) => `/services/${id}`),
  "/load-balancers": ({ accounts }) =>
    list(
      "/load-balancers",
      accounts.map((account) => `accountId=${account}`),
    ),
  "/load-balancers/[...id]": ({ loadBalancers }) => loadBalancers.map((id) => `/load-balancers/${id}`),
  "/costs": () =>
    list("/costs", [
      ...["by=service", "by=az", "by=owner"],
      // Days that are no whole months, a week and five of them.
      ...["by=owner&from=2026-11-09&to=2026-11-16", "by=az&columns=owner&from=2026-10-10&to=2026-11-15"],
    ]),
  "/slos/[sloId]": ({ slos }) => slos.map((id) => `/slos/${encodeURIComponent(id)}`),
  "/alerts": () => list("/alerts", ["state=firing", "state=resolved"]),
  "/alerts/[alertId]": ({ alerts }) => alerts.map((id) => `/alerts/${id}`),
  "/account": () => ["/account"],
  "/settings": () => ["/settings"],
  "/settings/access": () => ["/settings/access"],
  "/settings/activity": () => ["/settings/activity"],
  "/runbooks": () => ["/runbooks"],
  "/runbooks/[id]": ({ runbooks }) => runbooks.map((id) => `/runbooks/${id}`),
};

/** Pages that nobody told the benchmarks about. */
export const untoldRoutes = (): string[] => pageRoutes().filter((route) => !(route in addressesOf));

/** Every page of the app with addresses of this fleet. */
export async function pageAddresses(pool: pg.Pool): Promise<PageAddresses[]> {
  const entries = await Promise.all(
    Object.entries(queries).map(async ([name, sql]) => {
      const { rows } = await pool.query<{ id: string }>(
        // Spread over the whole fleet, and the same in every run.
        `SELECT id FROM (${sql}) ids ORDER BY md5(id) LIMIT ${sample}`,
      );
      return [name, rows.map(({ id }) => id)] as const;
    }),
  );
  const ids = Object.fromEntries(entries) as unknown as Ids;
  return pageRoutes().map((route) => ({ route, addresses: addressesOf[route]!(ids) }));
}
