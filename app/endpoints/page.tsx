import type { Metadata } from "next";
import { cookies } from "next/headers";
import type { SearchParams } from "nuqs/server";
import { columnsCookie, readColumns } from "#components/endpoints/columnIds.ts";
import { EndpointsView } from "#components/endpoints/EndpointsView.tsx";
import { loadTableState, toListQuery, toQueryString } from "#components/endpoints/tableState.ts";
import { loadEndpointTable } from "#lib/inventory/endpointTableLoaders.ts";

export const metadata: Metadata = { title: "Endpoints" };

export default async function EndpointsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const state = await loadTableState(searchParams);
  const [table, jar] = await Promise.all([loadEndpointTable(toListQuery(state)), cookies()]);
  return (
    <EndpointsView
      initial={table}
      initialQuery={toQueryString(state)}
      savedColumns={readColumns(jar.get(columnsCookie)?.value)}
    />
  );
}
