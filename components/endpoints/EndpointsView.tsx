"use client";

import { useMediaQuery } from "@mantine/hooks";
import { memo, useCallback, useMemo } from "react";
import { SavedViews, type SavedViewsProps } from "#components/lists/SavedViews.tsx";
import { PageHeader } from "#components/ui/PageHeader.tsx";
import { Provenance } from "#components/ui/Provenance.tsx";
import { formatCountOf } from "#lib/format/numbers.ts";
import type { EndpointTable } from "#lib/inventory/endpointTableLoaders.ts";
import type { SavedView } from "#lib/views/schema.ts";
import { ColumnPicker } from "./ColumnPicker.tsx";
import { CsvButton } from "./CsvButton.tsx";
import { type ColumnId, chosenColumns, columnsCookie, defaultColumns } from "./columnIds.ts";
import { EndpointCards } from "./EndpointCards.tsx";
import { EndpointGrid, type EndpointGridProps } from "./EndpointGrid.tsx";
import { FilterBar } from "./FilterBar.tsx";
import { FilterChips } from "./FilterChips.tsx";
import classes from "./page.module.css";
import { LoadProblem, NoEndpoints, RequestProblem } from "./TableStates.tsx";
import { type noFilters, type TableState, toQueryString } from "./tableState.ts";
import { useEndpointFacets, useEndpointRows, useTableState } from "./useEndpointTable.ts";

const narrow = "(max-width: 45em)";
const mostPlaceholders = 30;
// With its order written out, no start of the reader's comes in between.
const endpointsUsual = "/endpoints?sort=-bytes30d";

export interface EndpointsViewProps extends Pick<EndpointGridProps, "explained"> {
  initial: EndpointTable;
  /** The query string that `initial` answers. */
  initialQuery: string;
  savedColumns: ColumnId[] | null;
  /** What people keep of the table under a name. */
  views: SavedView[];
}

/** The endpoints page: filters, table or cards, and what stands there instead when there are no rows. */
export function EndpointsView({ initial, initialQuery, savedColumns, views, explained }: EndpointsViewProps) {
  const [state, setState] = useTableState();
  const query = toQueryString(state);
  const table = useEndpointRows(query, initialQuery, initial.page);
  const facets = useEndpointFacets(query).data;
  const isNarrow = useMediaQuery(narrow);
  const columns = useMemo(
    () => chosenColumns(state.columns) ?? savedColumns ?? defaultColumns,
    [state.columns, savedColumns],
  );

  const change = useCallback(
    (next: Partial<TableState> | typeof noFilters, history: "push" | "replace" = "push") => {
      void setState(next, { history });
    },
    [setState],
  );
  const chooseColumns = useCallback(
    (chosen: ColumnId[] | null) => {
      const year = 365 * 86_400;
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet.
      document.cookie = `${columnsCookie}=${chosen?.join(",") ?? ""}; path=/; max-age=${chosen ? year : 0}; samesite=lax`;
      // The address names the default too: the cookie that the server read may still say otherwise.
      change({ columns: chosen ?? defaultColumns });
    },
    [change],
  );

  const { rows, total, last, hasNextPage, fetchNextPage, isFetchNextPageError } = table;
  // Whether they are being fetched just now is not asked: that would draw the table twice more for each page of them.
  const hasMore = hasNextPage && !isFetchNextPageError;
  const loadMore = useCallback(() => {
    if (hasMore) void fetchNextPage({ cancelRefetch: false });
  }, [hasMore, fetchNextPage]);
  // Where the next page failed, those before it are good: after a long scroll there are hundreds of them.
  const retry = () => void (isFetchNextPageError ? fetchNextPage() : table.refetch());
  const outdated = table.isPlaceholderData;
  const serverProblem = query === initialQuery && !last ? initial.problem : null;
  const listProps = {
    rows,
    total,
    sort: state.sort,
    pending: hasMore ? Math.min(mostPlaceholders, total - rows.length) : 0,
    outdated,
    onEndReached: loadMore,
  };

  return (
    <div className={classes.page}>
      <TableHeader
        query={query}
        counted={last !== undefined}
        total={total}
        asOf={last?.asOf ?? null}
        fresh={last?.coverage.fresh ?? 0}
        scopes={last?.coverage.scopes ?? 0}
        columns={columns}
        onColumns={chooseColumns}
      />
      <Views views={views} query={state.columns ? `${query}&columns=${state.columns.join(",")}` : query} />
      <FilterBar state={state} facets={facets} onChange={change} />
      <FilterChips state={state} facets={facets} onChange={change} />
      {table.isError && last && <LoadProblem error={table.error} onRetry={retry} />}
      {last === undefined && (serverProblem || table.isError) ? (
        <RequestProblem problem={serverProblem} error={table.error} onRetry={() => void table.refetch()} />
      ) : last && total === 0 && !outdated ? (
        <NoEndpoints state={state} facets={facets} asOf={last.asOf} onChange={change} />
      ) : (
        <>
          {isNarrow !== true && (
            <div className={classes.wideOnly} data-fill>
              <EndpointGrid
                {...listProps}
                columns={columns}
                explained={explained}
                onSort={(sort) => change({ sort })}
              />
            </div>
          )}
          {isNarrow !== false && (
            <div className={classes.narrowOnly}>
              <EndpointCards {...listProps} />
            </div>
          )}
        </>
      )}
    </div>
  );
}

interface TableHeaderProps {
  query: string;
  /** False: no page has come yet. */
  counted: boolean;
  total: number;
  asOf: string | null;
  fresh: number;
  scopes: number;
  columns: ColumnId[];
  onColumns: (columns: ColumnId[] | null) => void;
}

// What stands above the rows is not drawn again with each page of them: that would be in a frame of scrolling.
const TableHeader = memo(function TableHeader({
  query,
  counted,
  total,
  asOf,
  fresh,
  scopes,
  columns,
  onColumns,
}: TableHeaderProps) {
  return (
    <PageHeader
      title="Endpoints"
      actions={
        <>
          <span className={classes.wideOnly}>
            <ColumnPicker columns={columns} onChange={onColumns} />
          </span>
          <span className={classes.wideOnly}>
            <CsvButton query={query} />
          </span>
        </>
      }
    >
      <div className={classes.subtitle}>
        <span role="status">{counted ? formatCountOf(total, "endpoint") : "endpoints"}</span>
        {counted && (
          <Provenance
            asOf={asOf}
            coverage={{ part: fresh, whole: scopes, of: "scopes" }}
            source="EC2, CloudWatch"
            href="/collectors"
          />
        )}
      </div>
    </PageHeader>
  );
});

const Views = memo(function Views(props: Pick<SavedViewsProps, "views" | "query">) {
  return <SavedViews list="/endpoints" usual={endpointsUsual} {...props} />;
});
