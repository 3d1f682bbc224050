import { formatCountOf } from "../format/numbers.ts";
import { newest } from "../runs/freshness.ts";
import type { ChangeCount, Status } from "./schema.ts";

export interface ChangeLine {
  key: string;
  status: Status;
  text: string;
  latestAt: Date;
}

const nouns: Record<string, [one: string, many: string]> = {
  vpc_endpoint: ["endpoint", "endpoints"],
  vpc_endpoint_service: ["endpoint service", "endpoint services"],
  vpc_endpoint_connection: ["connection", "connections"],
  vpc_endpoint_service_permission: ["service permission", "service permissions"],
  vpc_endpoint_connection_notification: ["connection notification", "connection notifications"],
  security_group: ["security group", "security groups"],
  route_table: ["route table", "route tables"],
  network_interface: ["network interface", "network interfaces"],
  load_balancer: ["load balancer", "load balancers"],
  listener: ["listener", "listeners"],
  target_group: ["target group", "target groups"],
  target_health: ["target", "targets"],
  subnet: ["subnet", "subnets"],
  vpc: ["VPC", "VPCs"],
  account: ["account", "accounts"],
  region: ["region", "regions"],
  availability_zone: ["zone", "zones"],
  available_service: ["service on offer", "services on offer"],
  flow_log: ["flow log", "flow logs"],
};

const verbs: Record<string, { text: string; status: Status }> = {
  created: { text: "appeared", status: "ok" },
  gone: { text: "went", status: "none" },
  returned: { text: "came back", status: "warn" },
};

// What a reader of one page wants to know first.
const rank = [
  "vpc_endpoint",
  "vpc_endpoint_service",
  "vpc_endpoint_connection",
  "vpc_endpoint_service_permission",
  "security_group",
  "load_balancer",
  "target_group",
  "target_health",
];
const rankOf = (resourceType: string) =>
  (rank.indexOf(tableOf(resourceType)) + rank.length + 1) % (rank.length + 1);

/** The change log of some days as sentences, what concerns endpoints first. */
export function prepareChanges(counts: ChangeCount[]): ChangeLine[] {
  const groups = [
    ...Map.groupBy(counts, ({ resourceType, change }) => `${resourceType} ${change}`).entries(),
  ];
  return groups
    .map(([key, rows]) => ({ key, rows, first: rows[0] as ChangeCount }))
    .toSorted(
      (a, b) => rankOf(a.first.resourceType) - rankOf(b.first.resourceType) || total(b.rows) - total(a.rows),
    )
    .map(({ key, rows, first }) => ({
      key,
      status: verbs[first.change]?.status ?? "busy",
      text: sentence(first.resourceType, first.change, rows),
      latestAt: newest(rows.map(({ latestAt }) => latestAt)) ?? first.latestAt,
    }));
}

// The log writes vpc-endpoint, the table is vpc_endpoint.
const tableOf = (resourceType: string) => resourceType.replaceAll("-", "_");

const total = (rows: ChangeCount[]) => rows.reduce((sum, { resources }) => sum + resources, 0);

function sentence(resourceType: string, change: string, rows: ChangeCount[]): string {
  const word = tableOf(resourceType).replaceAll("_", " ");
  const [one, many] = nouns[tableOf(resourceType)] ?? [word, word];
  const verb = verbs[change];
  if (verb) return `${formatCountOf(total(rows), one, many)} ${verb.text}.`;
  const changes = rows.reduce((sum, row) => sum + row.changes, 0);
  const fields = rows
    .toSorted((a, b) => b.changes - a.changes)
    .slice(0, 3)
    .map(({ field, changes: times }) => `${spell(field)} ${times === 1 ? "once" : `${times} times`}`);
  const more = rows.length > 3 ? ` and ${rows.length - 3} more fields` : "";
  return `${formatCountOf(changes, "change")} to ${many}: ${fields.join(", ")}${more}.`;
}

// securityGroupIds or security_group_ids → security group ids
const spell = (field: string | null) =>
  (field ?? "something")
    .replaceAll("_", " ")
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();
