import type { ReactNode } from "react";
import { Time } from "#components/ui/Time.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatCountOf } from "#lib/format/numbers.ts";
import type { EndpointRow } from "#lib/inventory/endpointTableSchema.ts";
import { Age, AzIds, Bytes30d, Flag, LastTraffic, RowId, Service, State, Text, Traffic } from "./cells.tsx";
import type { ColumnId } from "./columnIds.ts";
import { spelled } from "./words.ts";

export interface TableColumn {
  title: string;
  /** Pixels; the table scrolls sideways when its columns do not fit. */
  width: number;
  /** The field that the column is ordered by; absent: it has no order. */
  sort?: string;
  /** What a first click asks for: figures and times start with the highest. */
  descendingFirst?: boolean;
  align?: "right";
  /** `copied`: its id was copied just now. */
  cell: (row: EndpointRow, copied?: boolean) => ReactNode;
}

const since = (time: string | null, reason: string) =>
  time === null ? <Unknown reason={reason}>—</Unknown> : <Time at={time} age />;

/** Every column by its id. */
export const tableColumns: Record<ColumnId, TableColumn> = {
  vpcEndpointId: {
    title: "Endpoint",
    width: 176,
    sort: "vpcEndpointId",
    cell: (row, copied) => <RowId row={row} copied={copied} />,
  },
  serviceName: { title: "Service", width: 142, sort: "serviceName", cell: (row) => <Service row={row} /> },
  state: { title: "State", width: 106, sort: "state", cell: (row) => <State row={row} /> },
  vpcEndpointType: {
    title: "Type",
    width: 84,
    sort: "vpcEndpointType",
    cell: (row) => <Text value={spelled(row.vpcEndpointType)} />,
  },
  accountName: {
    title: "Account",
    width: 130,
    sort: "accountName",
    cell: (row) => <Text value={row.accountName ?? row.accountId} title={row.accountId} />,
  },
  accountId: {
    title: "Account id",
    width: 118,
    sort: "accountId",
    cell: (row) => <Text value={row.accountId} mono />,
  },
  region: { title: "Region", width: 112, sort: "region", cell: (row) => <Text value={row.region} /> },
  azIds: { title: "AZ IDs", width: 76, cell: (row) => <AzIds azIds={row.azIds} /> },
  owner: { title: "Owner", width: 98, sort: "owner", cell: (row) => <Text value={row.owner} /> },
  environment: {
    title: "Environment",
    width: 104,
    sort: "environment",
    cell: (row) => <Text value={row.environment} />,
  },
  application: {
    title: "Application",
    width: 130,
    sort: "application",
    cell: (row) => <Text value={row.application} />,
  },
  traffic: { title: "Traffic 30 d", width: 96, cell: (row) => <Traffic row={row} /> },
  bytes30d: {
    title: "Bytes 30 d",
    width: 94,
    sort: "bytes30d",
    descendingFirst: true,
    align: "right",
    cell: (row) => <Bytes30d row={row} />,
  },
  lastTrafficAt: {
    title: "Last traffic",
    width: 84,
    sort: "lastTrafficAt",
    descendingFirst: true,
    align: "right",
    cell: (row) => <LastTraffic row={row} />,
  },
  creationTimestamp: {
    title: "Age",
    width: 64,
    sort: "creationTimestamp",
    descendingFirst: true,
    align: "right",
    cell: (row) => <Age row={row} />,
  },
  vpcId: { title: "VPC", width: 176, sort: "vpcId", cell: (row) => <Text value={row.vpcId} mono /> },
  privateDnsEnabled: {
    title: "Private DNS",
    width: 98,
    sort: "privateDnsEnabled",
    cell: (row) => <Flag value={row.privateDnsEnabled} />,
  },
  ipAddressType: {
    title: "IP type",
    width: 84,
    sort: "ipAddressType",
    cell: (row) => <Text value={row.ipAddressType} />,
  },
  serviceRegion: {
    title: "Service region",
    width: 118,
    sort: "serviceRegion",
    cell: (row) => <Text value={row.serviceRegion} />,
  },
  requesterManaged: {
    title: "Managed by AWS service",
    width: 164,
    sort: "requesterManaged",
    cell: (row) => <Flag value={row.requesterManaged} />,
  },
  securityGroupIds: {
    title: "Security groups",
    width: 180,
    cell: (row) => <Text value={row.securityGroupIds.join(", ") || null} mono />,
  },
  subnetIds: {
    title: "Subnets",
    width: 200,
    cell: (row) => <Text value={row.subnetIds.join(", ") || null} mono />,
  },
  tags: {
    title: "Tags",
    width: 220,
    cell: ({ tags }) => {
      const entries = Object.entries(tags);
      const text = entries.map(([key, value]) => `${key}=${value}`).join(", ");
      return <Text value={text || null} title={`${formatCountOf(entries.length, "tag")}: ${text}`} />;
    },
  },
  firstSeen: {
    title: "First seen",
    width: 96,
    sort: "firstSeen",
    descendingFirst: true,
    align: "right",
    cell: (row) => since(row.firstSeen, "Never seen."),
  },
  lastSeen: {
    title: "Last seen",
    width: 96,
    sort: "lastSeen",
    descendingFirst: true,
    align: "right",
    cell: (row) => since(row.lastSeen, "Never seen."),
  },
};
