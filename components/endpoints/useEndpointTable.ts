"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useAddressStates } from "#components/ui/useAddressStates.ts";
import type { EndpointFacets, EndpointRowPage } from "#lib/inventory/endpointTableSchema.ts";
import { fetchJson } from "./fetchJson.ts";
import { PagedRows } from "./pagedRows.ts";
import { tableParsers } from "./tableState.ts";

const pageSize = 200;
/** A list that somebody scrolled far into is not fetched again as a whole because a window got the focus. */
const refetchedPages = 3;

/** The state in the address and how to change it. Typing replaces the history entry; choosing adds one. */
export function useTableState() {
  return useAddressStates(tableParsers, { clearOnDefault: true });
}

/** The rows under a query string, page by page. `initial` is the server's first page for `initialQuery`. */
export function useEndpointRows(query: string, initialQuery: string, initial: EndpointRowPage | null) {
  const result = useInfiniteQuery({
    queryKey: ["endpoints", query],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : "";
      return fetchJson<EndpointRowPage>(`/internal/endpoints?${query}&limit=${pageSize}${cursor}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    initialData: query === initialQuery && initial ? { pages: [initial], pageParams: [null] } : undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    refetchOnWindowFocus: (cached) => (cached.state.data?.pages.length ?? 0) <= refetchedPages,
  });
  const pages = result.data?.pages;
  const rows = useMemo(() => new PagedRows((pages ?? []).map(({ items }) => items)), [pages]);
  return { ...result, rows, last: pages?.at(-1) };
}

/** The values to filter by, with counts. Order and columns do not change them. */
export function useEndpointFacets(query: string) {
  const parameters = new URLSearchParams(query);
  parameters.delete("sort");
  const key = parameters.toString();
  return useQuery({
    queryKey: ["endpoint-facets", key],
    queryFn: ({ signal }) => fetchJson<EndpointFacets>(`/internal/endpoint-facets?${key}`, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}
