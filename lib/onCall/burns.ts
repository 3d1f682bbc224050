import type { IndicatorName } from "../slo/indicators.ts";
import type { BurnRow, Burns, BurnWindow, IncidentSlo, TroubledPath } from "./schema.ts";
import type { SloRow } from "./sideData.ts";

/** The four windows of the page, with the burn rate from which each counts: tables of `lib/slo/burn.ts`. */
const windows = {
  workbook: [
    { window: "5m", threshold: 14.4, level: "page" },
    { window: "1h", threshold: 14.4, level: "page" },
    { window: "6h", threshold: 6, level: "page" },
    { window: "3d", threshold: 1, level: "ticket" },
  ],
  guide: [
    { window: "5m", threshold: 2, level: "page" },
    { window: "1h", threshold: null, level: null },
    { window: "6h", threshold: null, level: null },
    { window: "3d", threshold: null, level: null },
  ],
} as const;

/** Objectives that promise something, what fires first, then what burns fastest; `most` of them. */
export function prepareBurns(slos: readonly SloRow[], most: number): Burns {
  const promised = slos.filter(({ objective }) => objective !== null);
  const rows = promised.map(toRow).toSorted(byUrgency);
  const times = promised.flatMap(({ asOf }) => (asOf ? [asOf.getTime()] : []));
  return {
    rows: rows.slice(0, most),
    judged: promised.filter(({ state }) => state !== "unknown").length,
    unknown: promised.filter(({ state }) => state === "unknown").length,
    total: promised.length,
    asOf: times.length > 0 ? new Date(Math.min(...times)).toISOString() : null,
  };
}

function toRow({
  sloId,
  title,
  objective,
  policy,
  state,
  reason,
  budgetLeft,
  alertLevel,
  windows: burnt,
}: SloRow): BurnRow {
  return {
    ...{ sloId, title, objective: objective ?? 0, state, reason, budgetLeft, fires: alertLevel },
    windows: windows[policy].map(
      ({ window, threshold, level }): BurnWindow => ({
        ...{ window, threshold, level },
        burnRate: burnt.find((one) => one.window === window)?.burnRate ?? null,
      }),
    ),
  };
}

const levelRank = (fires: BurnRow["fires"]) => (fires === "page" ? 0 : fires === "ticket" ? 1 : 2);
const fastest = (row: BurnRow) => Math.max(-1, ...row.windows.map(({ burnRate }) => burnRate ?? -1));

function byUrgency(a: BurnRow, b: BurnRow): number {
  return (
    levelRank(a.fires) - levelRank(b.fires) ||
    Number(a.state === "unknown") - Number(b.state === "unknown") ||
    fastest(b) - fastest(a) ||
    (a.sloId < b.sloId ? -1 : 1)
  );
}

const indicatorOf = (hop: TroubledPath["hop"]): IndicatorName => (hop === "private-dns" ? "dns" : "connect");

/**
 * The objective that an incident spends: of the indicator of its broken hop, the narrowest that is about the path that
 * stands for it; undefined where none is.
 */
export function objectiveOf(path: TroubledPath, slos: readonly SloRow[]): SloRow | undefined {
  const wanted = indicatorOf(path.hop);
  const fitting = (indicator: string) =>
    slos
      .filter((slo) => slo.objective !== null && slo.indicator === indicator && isAbout(slo, path))
      .toSorted((a, b) => width(a) - width(b));
  return fitting(wanted)[0] ?? fitting("connect")[0];
}

const selectOf = ({ definition }: SloRow) => definition.select ?? {};
const width = (slo: SloRow) => -Object.values(selectOf(slo)).filter((value) => value !== undefined).length;

function isAbout(slo: SloRow, { accountId, region, serviceName, vpcEndpointId }: TroubledPath): boolean {
  const { accounts, regions, services, endpoints, tags } = selectOf(slo);
  // Tags of a path are not read here: an objective by tags is never said to be about it.
  if (tags && Object.keys(tags).length > 0) return false;
  const among = (values: string[] | undefined, value: string | null) =>
    !values?.length || (value !== null && values.includes(value));
  return (
    among(accounts, accountId) &&
    among(regions, region) &&
    among(services, serviceName) &&
    among(endpoints, vpcEndpointId)
  );
}

/** What an incident does to its objective; `counts` are its own probes of the last hour. */
export function incidentSlo(
  slo: SloRow | undefined,
  counts: { bad: number; total: number },
): IncidentSlo | null {
  if (!slo || slo.objective === null) return null;
  const allowed = 1 - slo.objective / 100;
  const ownKind = slo.indicator === "connect";
  return {
    sloId: slo.sloId,
    title: slo.title,
    objective: slo.objective,
    burnRate: ownKind && counts.total > 0 ? counts.bad / counts.total / allowed : null,
    budgetLeft: slo.budgetLeft,
    exhaustedAt: slo.exhaustedAt?.toISOString() ?? null,
  };
}
