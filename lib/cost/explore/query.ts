import type { SearchParams } from "../../api/list/loaders.ts";
import { addDays, addMonths, dayOf, daysOfMonth, isMonth } from "../days.ts";
import {
  type ExploreDimension,
  type ExploreFilter,
  type ExploreQuery,
  exploreDimensions,
  isOnlyEstimated,
} from "./schema.ts";

/** An address as it was understood, and what of it was not. */
export interface ReadExplore {
  query: ExploreQuery;
  /** The month that is shown; null for other days. */
  month: string | null;
  problems: string[];
}

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
const longestDays = 366;

/** Reads the address of the cost explorer: what it cannot understand is left out and named. */
export function readExplore(asked: SearchParams, now: Date): ReadExplore {
  const problems: string[] = [];
  const first = (name: string) => [asked[name] ?? []].flat()[0]?.slice(0, 300);
  const dimension = (name: string): ExploreDimension | undefined => {
    const text = first(name);
    if (text === undefined || text === "") return undefined;
    const known = exploreDimensions.find((one) => one === text);
    if (!known) problems.push(`${name}: expected one of ${exploreDimensions.join(", ")}`);
    return known;
  };
  const rows = dimension("by") ?? "account";
  const second = dimension("columns") ?? null;
  if (second === rows) problems.push("columns: expected another dimension than the rows have");
  const columns = second === rows ? null : second;
  const filters = exploreDimensions.flatMap((name): ExploreFilter[] => {
    const value = first(name);
    return value === undefined ? [] : [{ dimension: name, value: value.replaceAll("\0", "") }];
  });
  const [from, to] = [first("from"), first("to")];
  const month = first("month");
  const current = dayOf(now).slice(0, 7);
  if (from !== undefined || to !== undefined) {
    const span = readSpan(from, to);
    if (span) return { query: { days: span, rows, columns, filters }, month: wholeMonth(span), problems };
    problems.push(`from, to: expected days YYYY-MM-DD, to exclusive, ${longestDays} at most`);
  } else if (month !== undefined && !(isMonth(month) && month <= current)) {
    problems.push("month: expected YYYY-MM, not after the present one");
  }
  const shown = month && isMonth(month) && month <= current ? month : current;
  return { query: { days: daysOfMonth(shown), rows, columns, filters }, month: shown, problems };
}

function readSpan(from: string | undefined, to: string | undefined): ExploreQuery["days"] | undefined {
  if (!isDay(from) || !isDay(to)) return undefined;
  const length = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  return length >= 1 && length <= longestDays ? { first: from, last: addDays(to, -1) } : undefined;
}

const isDay = (text: string | undefined): text is string =>
  text !== undefined &&
  dayPattern.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text);

/** The month that a span is; null for any other. */
function wholeMonth({ first, last }: ExploreQuery["days"]): string | null {
  const whole = daysOfMonth(first.slice(0, 7));
  return whole.first === first && whole.last === last ? first.slice(0, 7) : null;
}

/** Whole months of a span, the first of each; null where it begins or ends inside one. */
export function monthsOf({ first, last }: ExploreQuery["days"]): string[] | null {
  if (!first.endsWith("-01") || daysOfMonth(last.slice(0, 7)).last !== last) return null;
  const months: string[] = [];
  for (let month = first.slice(0, 7); month <= last.slice(0, 7); month = addMonths(month, 1))
    months.push(`${month}-01`);
  return months;
}

/** Whether what is asked for can only be estimated: the bill does not know one of its dimensions. */
export const isEstimate = ({ rows, columns, filters }: ExploreQuery) =>
  [rows, ...(columns ? [columns] : []), ...filters.map(({ dimension }) => dimension)].some(isOnlyEstimated);

/** The address of a query; API parameters have `to` exclusive, and so has this. */
export function exploreHref(
  { days, rows, columns, filters }: ExploreQuery,
  change: { days?: ExploreQuery["days"]; rows?: ExploreDimension; columns?: ExploreDimension | null } & {
    filters?: ExploreFilter[];
  } = {},
  path = "/costs",
): string {
  const span = change.days ?? days;
  const month = wholeMonth(span);
  const parameters = new URLSearchParams(month ? { month } : { from: span.first, to: addDays(span.last, 1) });
  parameters.set("by", change.rows ?? rows);
  const second = change.columns === undefined ? columns : change.columns;
  if (second && second !== (change.rows ?? rows)) parameters.set("columns", second);
  for (const { dimension, value } of change.filters ?? filters) parameters.set(dimension, value);
  return `${path}?${parameters}`;
}
