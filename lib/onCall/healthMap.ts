import { conditionOf, noConditions, troubledOf, worstOf } from "./condition.ts";
import type { HealthCount, HealthPlace } from "./healthData.ts";
import {
  type ConditionCounts,
  conditions,
  type HealthMap,
  type MapCell,
  type MapRow,
  type MapTag,
  type TroubledPath,
} from "./schema.ts";

/** Rows that are drawn endpoint by endpoint; the rest is summed up. */
export const mostRows = 40;

/**
 * Counts as they may be shown now: in a place that does not report, whatever does not fail is unknown; so is what a run
 * has found and nobody has walked yet.
 */
export function countsNow(
  counts: readonly HealthCount[],
  troubled: readonly TroubledPath[],
  places: readonly HealthPlace[],
): HealthCount[] {
  const keyOf = ({ accountId, region }: { accountId: string; region: string }) => `${accountId} ${region}`;
  const fresh = new Set(places.filter((place) => place.fresh).map(keyOf));
  const walked = new Map<string, number>();
  const add = (key: string, endpoints: number) => walked.set(key, (walked.get(key) ?? 0) + endpoints);
  for (const count of counts) add(keyOf(count), count.endpoints);
  for (const path of troubled) if (path.consumerOurs) add(keyOf(path), 1);
  return [
    ...counts.map(
      (count): HealthCount => (fresh.has(keyOf(count)) ? count : { ...count, condition: "unknown" }),
    ),
    ...places.flatMap(({ accountId, accountName, region, endpoints }): HealthCount[] => {
      const missing = endpoints - (walked.get(keyOf({ accountId, region })) ?? 0);
      if (missing <= 0) return [];
      return [{ accountId, accountName, region, group: null, condition: "unknown", endpoints: missing }];
    }),
  ];
}

/**
 * Accounts × regions: rows in trouble first, each with what is the matter per region. Whatever is left out is summed up
 * by place. A row is an account, or what an account has of one value of the tag.
 */
export function prepareHealthMap(
  counts: readonly HealthCount[],
  troubled: readonly TroubledPath[],
  tag: MapTag | null,
  show: "all" | "trouble",
): HealthMap {
  const rows = new Map<string, MapRow>();
  const add = (
    place: { accountId: string; accountName: string | null; region: string; group: string | null },
    condition: keyof ConditionCounts,
    endpoints: number,
  ) => {
    const key = `${place.group ?? ""}\n${place.accountId}`;
    let row = rows.get(key);
    if (!row) {
      const { accountId, accountName, group } = place;
      row = { accountId, accountName, group, cells: [], counts: noConditions(), total: 0 };
      rows.set(key, row);
    }
    let cell = row.cells.find(({ region }) => region === place.region);
    if (!cell) {
      cell = { region: place.region, counts: noConditions(), total: 0 };
      row.cells.push(cell);
    }
    for (const sum of [row, cell]) {
      sum.counts[condition] += endpoints;
      sum.total += endpoints;
    }
  };
  for (const count of counts) add(count, count.condition, count.endpoints);
  for (const path of troubled)
    if (path.consumerOurs) add({ ...path, group: tag ? path[tag] : null }, conditionOf(path), 1);
  return arrange([...rows.values()], show);
}

function arrange(rows: MapRow[], show: "all" | "trouble"): HealthMap {
  const totals = noConditions();
  const regions = new Map<string, { troubled: number; total: number }>();
  for (const row of rows) {
    for (const condition of conditions) totals[condition] += row.counts[condition];
    for (const cell of row.cells) {
      const region = regions.get(cell.region) ?? { troubled: 0, total: 0 };
      region.troubled += troubledOf(cell.counts);
      region.total += cell.total;
      regions.set(cell.region, region);
    }
  }
  const columns = [...regions.entries()]
    .map(([region, sums]) => ({ region, ...sums }))
    .toSorted((a, b) => b.total - a.total || (a.region < b.region ? -1 : 1));
  const order = new Map(columns.map(({ region }, index) => [region, index]));
  const inOrder = (a: MapCell, b: MapCell) => (order.get(a.region) ?? 0) - (order.get(b.region) ?? 0);
  const sorted = rows.map((row) => ({ ...row, cells: row.cells.toSorted(inOrder) })).toSorted(byTrouble);
  const inTrouble = sorted.filter(({ counts }) => troubledOf(counts) > 0);
  const wanted = show === "all" ? sorted : inTrouble;
  const shown = wanted.slice(0, mostRows);
  const left = new Set(sorted);
  for (const row of shown) left.delete(row);
  const beyond = inTrouble.slice(shown.length);
  return {
    regions: columns,
    rows: byGroup(shown),
    more: { rows: beyond.length, troubled: beyond.reduce((sum, { counts }) => sum + troubledOf(counts), 0) },
    calm: calmOf(
      [...left],
      columns.map(({ region }) => region),
    ),
    accounts: new Set(rows.map(({ accountId }) => accountId)).size,
    troubledAccounts: new Set(inTrouble.map(({ accountId }) => accountId)).size,
    counts: totals,
    total: rows.reduce((sum, { total }) => sum + total, 0),
  };
}

/** Rows of one group stand together; the group with the worst row comes first, what has no value last. */
function byGroup(rows: MapRow[]): MapRow[] {
  const groups = [...Map.groupBy(rows, ({ group }) => group)];
  return groups.toSorted(([a], [b]) => Number(a === null) - Number(b === null)).flatMap(([, own]) => own);
}

function calmOf(rows: readonly MapRow[], regions: readonly string[]): HealthMap["calm"] {
  const places = regions.map((region) => {
    const counts = noConditions();
    for (const row of rows) {
      const cell = row.cells.find((one) => one.region === region);
      const worst = cell && worstOf(cell.counts);
      if (worst) counts[worst]++;
    }
    return { region, counts };
  });
  return {
    accounts: new Set(rows.map(({ accountId }) => accountId)).size,
    endpoints: rows.reduce((sum, { total }) => sum + total, 0),
    places,
  };
}

function byTrouble(a: MapRow, b: MapRow): number {
  return (
    b.counts.failing - a.counts.failing ||
    b.counts.degraded - a.counts.degraded ||
    b.counts.unknown - a.counts.unknown ||
    compare(a.accountName ?? a.accountId, b.accountName ?? b.accountId) ||
    compare(a.group ?? "", b.group ?? "")
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
