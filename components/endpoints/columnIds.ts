/** Columns that the table can show, in the order of the picker. What nobody has judged yet has no column. */
export const columnIds = [
  "vpcEndpointId",
  "serviceName",
  "state",
  "vpcEndpointType",
  "accountName",
  "accountId",
  "region",
  "azIds",
  "owner",
  "environment",
  "application",
  "traffic",
  "bytes30d",
  "lastTrafficAt",
  "creationTimestamp",
  "vpcId",
  "privateDnsEnabled",
  "ipAddressType",
  "serviceRegion",
  "requesterManaged",
  "securityGroupIds",
  "subnetIds",
  "tags",
  "firstSeen",
  "lastSeen",
] as const;
export type ColumnId = (typeof columnIds)[number];

export const defaultColumns: ColumnId[] = [
  "vpcEndpointId",
  "serviceName",
  "state",
  "accountName",
  "region",
  "azIds",
  "owner",
  "traffic",
  "bytes30d",
  "lastTrafficAt",
  "creationTimestamp",
];

export const columnsCookie = "linkledger-endpoint-columns";

/** The columns that a link or a cookie names; unknown names are left out, and the id is always there, first. */
export function chosenColumns(given: readonly string[] | null | undefined): ColumnId[] | null {
  const known = (given ?? []).filter((id): id is ColumnId => (columnIds as readonly string[]).includes(id));
  const others = [...new Set(known)].filter((id) => id !== "vpcEndpointId");
  return known.length > 0 ? ["vpcEndpointId", ...others] : null;
}

/** The columns in a cookie; null where it names none. */
export const readColumns = (cookie: string | undefined) => chosenColumns(cookie?.split(","));
