"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useAddressStates } from "#components/ui/useAddressStates.ts";
import type { EndpointFacets, EndpointRow, EndpointRowPage } from "#lib/inventory/endpointTableSchema.ts";
import { fetchJson, fetchJsonText } from "./fetchJson.ts";
import { PagedRows, type RowPage, RowsAtHand } from "./pagedRows.ts";
import { tableParsers } from "./tableState.ts";

const pageSize = 200;
/** A list that somebody scrolled far into is not fetched again as a whole because a window got the focus. */
const refetchedPages = 3;

/** The state in the address and how to change it. Typing replaces the history entry; choosing adds one. */
export function useTableState() {
  return useAddressStates(tableParsers, { clearOnDefault: true });
}

/** A page as it is kept: what stands in it beside its rows, and how to come by those. */
type KeptPage = Omit<EndpointRowPage, "items"> & RowPage<EndpointRow>;

const kept = ({ items, ...page }: EndpointRowPage, read: KeptPage["read"]): KeptPage => ({
  ...page,
  count: items.length,
  read,
});

/**
 * A page of rows that stay as text while they are out of view: a hundred thousand objects of rows would be gone through
 * whenever the browser clears up memory, in the middle of a scroll.
 */
async function fetchPage(
  atHand: RowsAtHand<EndpointRow>,
  url: string,
  signal: AbortSignal,
): Promise<KeptPage> {
  const text = await fetchJsonText(url, signal);
  const answer = JSON.parse(text) as EndpointRowPage;
  const page = kept(answer, () => (JSON.parse(text) as EndpointRowPage).items);
  atHand.keep(page, answer.items);
  return page;
}

/** The rows under a query string, page by page. `initial` is the server's first page for `initialQuery`. */
export function useEndpointRows(query: string, initialQuery: string, initial: EndpointRowPage | null) {
  const [atHand] = useState(() => new RowsAtHand<EndpointRow>());
  const result = useInfiniteQuery({
    queryKey: ["endpoints", query],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : "";
      return fetchPage(atHand, `/internal/endpoints?${query}&limit=${pageSize}${cursor}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    initialData: () =>
      query === initialQuery && initial
        ? { pages: [kept(initial, () => initial.items)], pageParams: [null] }
        : undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    refetchOnWindowFocus: (cached) => (cached.state.data?.pages.length ?? 0) <= refetchedPages,
  });
  const pages = result.data?.pages;
  const rows = useMemo(() => new PagedRows(pages ?? [], atHand), [pages, atHand]);
  // Read one by one: who reads them all is drawn again when any of them changes.
  const { hasNextPage, fetchNextPage, isFetchNextPageError, isPlaceholderData, isError, error, refetch } =
    result;
  // Counted with the first page; those that have come since count themselves, and once there are no more, they alone.
  const total = hasNextPage ? Math.max(pages?.[0]?.total ?? 0, rows.length) : rows.length;
  return {
    ...{ rows, total, last: pages?.at(-1), hasNextPage, fetchNextPage, isFetchNextPageError },
    ...{ isPlaceholderData, isError, error, refetch },
  };
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
