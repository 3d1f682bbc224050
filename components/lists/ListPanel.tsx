import type { ReactNode } from "react";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { Panel } from "#components/ui/Panel.tsx";
import { ScrollRegion } from "#components/ui/ScrollRegion.tsx";
import { EmptyState, StaleBanner } from "#components/ui/States.tsx";
import { Term, TermMark } from "#components/ui/Term.tsx";
import type { TermName } from "#components/ui/terms.ts";
import type { LoadedList } from "#lib/api/list/loaders.ts";
import { formatCount } from "#lib/format/numbers.ts";
import { listHref, nextSort, parameterOf } from "./address.ts";
import { type ListFilter, ListFilters } from "./ListFilters.tsx";
import classes from "./lists.module.css";
import { SavedViews } from "./SavedViews.tsx";

/** A column: what it is called, what a cell shows, and how a click on its head sorts. */
export interface ListColumn<Item> {
  id: string;
  header: ReactNode;
  /** It holds controls, and names no row. */
  control?: boolean;
  cell(item: Item): ReactNode;
  align?: "right";
  /** What the heading means, behind it. */
  term?: TermName;
  /** Field of the API that it sorts by. */
  sort?: string;
  descendingFirst?: boolean;
}

export interface ListPanelProps<Item> {
  title: string;
  /** Path of the page, and name of the list in the API. */
  path: string;
  list: string;
  loaded: LoadedList<Item>;
  columns: readonly ListColumn<Item>[];
  filters: ListFilter[];
  searchLabel: string;
  keyOf(item: Item): string;
  /** Where the figures come from. */
  source: string;
  /** What Linkledger writes itself: no scope of a collector stands behind it, and it may hold nothing at all. */
  own?: boolean;
  /** What stands under the table, such as what can be done with the rows chosen. */
  after?: ReactNode;
  /** Shown when nothing was judged yet, and when nothing is left by the filters. */
  empty: { neverTitle?: string; never: ReactNode; none: ReactNode };
}

/** A list of the API as a table: searched, filtered, sorted and paged through the address, with its CSV. */
export function ListPanel<Item>(props: ListPanelProps<Item>) {
  const { title, path, list, loaded, columns, filters, searchLabel, source, own, empty } = props;
  const { page, parameters, problem } = loaded;
  const naming = columns.findIndex(({ control }) => !control);
  const sort = parameterOf(parameters, "sort");
  const asked = parameters.filter(([name, value]) => name !== "cursor" && name !== "limit" && value !== "");
  const csv = new URLSearchParams(asked.map((one) => [...one]));
  const never = page.asOf === null || (own && asked.every(([name]) => name === "sort"));
  return (
    <Panel
      title={title}
      provenance={{
        asOf: page.asOf,
        coverage: own ? undefined : { part: page.coverage.fresh, whole: page.coverage.scopes, of: "scopes" },
        source,
        href: "/collectors",
      }}
      actions={
        <a className="figure no-print" href={`/api/v1/${list}.csv?${csv}`}>
          All {formatCount(page.total)} as CSV
        </a>
      }
    >
      {problem && (
        <StaleBanner>This address could not be read, so nothing is filtered: {problem}</StaleBanner>
      )}
      {loaded.views && (
        <SavedViews
          list={path}
          views={loaded.views}
          query={new URLSearchParams(parameters.map((one) => [...one])).toString()}
          usual={listHref(path, [], { sort: "" })}
        />
      )}
      <ListFilters path={path} parameters={parameters} filters={filters} searchLabel={searchLabel} />
      {page.items.length === 0 ? (
        <EmptyState
          title={never ? (empty.neverTitle ?? "Not judged yet") : "Nothing is left under these filters"}
        >
          {never ? empty.never : empty.none}
        </EmptyState>
      ) : (
        <ScrollRegion label={`${title}, table`} className={classes.scroll}>
          <table className={classes.table}>
            <caption className="visually-hidden">{title}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <Head key={column.id} column={column} path={path} parameters={parameters} sort={sort} />
                ))}
              </tr>
            </thead>
            <tbody>
              {page.items.map((item) => (
                <tr key={props.keyOf(item)}>
                  {columns.map(({ id, align, cell }, i) =>
                    i === naming ? (
                      <th key={id} scope="row">
                        {cell(item)}
                      </th>
                    ) : (
                      <td key={id} data-align={align}>
                        {cell(item)}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      {props.after}
      <nav className={`${classes.paging} no-print`} aria-label="Pages of the list">
        <span>
          {formatCount(page.items.length)} of {formatCount(page.total)} shown
        </span>
        {parameterOf(parameters, "cursor") && <Link href={listHref(path, parameters)}>First page</Link>}
        {page.nextCursor && (
          <Link href={listHref(path, parameters, { cursor: page.nextCursor })}>Next page</Link>
        )}
      </nav>
    </Panel>
  );
}

function Head<Item>({
  column: { header, align, term, sort: field, descendingFirst = align === "right" },
  path,
  parameters,
  sort,
}: {
  column: ListColumn<Item>;
  path: string;
  parameters: LoadedList<Item>["parameters"];
  sort: string;
}) {
  if (!field)
    return (
      <th scope="col" data-align={align}>
        {term ? <Term name={term}>{header}</Term> : header}
      </th>
    );
  const sorted = sort === field ? "ascending" : sort === `-${field}` ? "descending" : undefined;
  const word = typeof header === "string" ? header : undefined;
  return (
    // The mark is not part of what is said with each cell.
    <th scope="col" data-align={align} aria-sort={sorted} aria-label={term && word}>
      {/* Figures stand at the right, and their heading with them. */}
      {term && align === "right" && <TermMark name={term} word={word ?? ""} />}
      <Link
        href={listHref(path, parameters, { sort: nextSort(sort, field, descendingFirst) })}
        scroll={false}
      >
        {header}
        {sorted && <span aria-hidden>{sorted === "ascending" ? " ↑" : " ↓"}</span>}
      </Link>
      {term && align !== "right" && <TermMark name={term} word={word ?? ""} />}
    </th>
  );
}
