import { json, readOnly } from "../api/handler.ts";
import { csvResponse } from "../api/lists.ts";
import { readListQuery } from "../api/parameters.ts";
import { auditTableCsv, listAuditTable } from "./data.ts";
import type { AuditTable } from "./lists.ts";
import { requireAudit } from "./loaders.ts";
import type { Audit } from "./schema.ts";

const queryOf = (request: Request) => readListQuery(new URL(request.url).searchParams);

/** `2026Q3-endpoints`: the names of files that people keep. */
export const fileName = ({ quarter, snapshotId }: Audit, table: string) =>
  `${quarter}-${snapshotId.slice(0, 8)}-${table}`;

/** The methods of `/api/v1/audits/{id}/<table>`. */
export function auditTableRoute(table: AuditTable) {
  return readOnly<{ id: string }>(async (request, { id }) => {
    const { audit } = await requireAudit(id);
    return json(await listAuditTable(audit, table, queryOf(request)));
  });
}

/** The methods of `/api/v1/audits/{id}/<table>.csv`. */
export function auditCsvRoute(table: AuditTable) {
  return readOnly<{ id: string }>(async (request, { id }) => {
    const { audit } = await requireAudit(id);
    const rows = await auditTableCsv(audit, table, queryOf(request), request.signal);
    return csvResponse(rows, fileName(audit, table));
  });
}
