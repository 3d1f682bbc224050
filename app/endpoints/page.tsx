import type { Metadata } from "next";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { columnsCookie, readColumns } from "#components/endpoints/columnIds.ts";
import { EndpointsView } from "#components/endpoints/EndpointsView.tsx";
import { loadTableState, toListQuery, toQueryString } from "#components/endpoints/tableState.ts";
import { Term } from "#components/ui/Term.tsx";
import { loadEndpointTable } from "#lib/inventory/endpointTableLoaders.ts";
import { loadViews } from "#lib/views/loaders.ts";

export const metadata: Metadata = { title: "Endpoints" };

export default async function EndpointsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  // Without the database there are no views; the table says what is wrong.
  const [state, views, asked] = await Promise.all([
    loadTableState(searchParams),
    loadViews("/endpoints").catch(() => null),
    searchParams,
  ]);
  // The table lives in its address: the view that a reader made its start is written into it.
  const start = views?.find((view) => view.start);
  if (start && Object.keys(asked).length === 0) redirect(`/endpoints?${start.query}`);
  const [table, jar] = await Promise.all([loadEndpointTable(toListQuery(state)), cookies()]);
  return (
    <EndpointsView
      explained={{ azIds: <Term name="azId">AZ IDs</Term> }}
      initial={table}
      initialQuery={toQueryString(state)}
      savedColumns={readColumns(jar.get(columnsCookie)?.value)}
      views={views ?? []}
    />
  );
}
