import type { IdleGroup } from "./schema.ts";

export const wasteKinds = [
  "endpoint",
  "endpoint-az",
  "gateway",
  "duplicate",
  "orphan",
  "missing-gateway",
] as const;
export type WasteKind = (typeof wasteKinds)[number];

/** Something that is paid for and need not be; each dollar is in one kind. */
export interface WasteLine {
  kind: WasteKind;
  count: number;
  /** US dollars a month; null where it is not known, which is not nothing. */
  usdPerMonth: number | null;
  /** Things of it without a price. */
  unpriced: number;
  /** Who has most of it; null where nobody is known. */
  mostWith: { owner: string | null; count: number } | null;
}

/** What a kind beside idleness comes to. */
export interface OtherWaste {
  count: number;
  usdPerMonth: number | null;
  unpriced: number;
  owners: { owner: string | null; count: number }[];
}

export interface WasteTotal {
  lines: WasteLine[];
  usdPerMonth: number | null;
}

/** What could be saved, by kind, the dearest first. */
export function prepareWasteKinds(
  idle: readonly IdleGroup[],
  others: { gateway: OtherWaste; duplicate: OtherWaste; missingGateway: OtherWaste },
): WasteTotal {
  const idleOf = (...types: IdleGroup["resourceType"][]): OtherWaste => {
    const own = idle.filter(({ resourceType }) => types.includes(resourceType));
    const priced = own.filter(({ savingUsd }) => savingUsd !== null);
    return {
      count: own.reduce((sum, { count }) => sum + count, 0),
      usdPerMonth:
        priced.length === 0 && own.length > 0
          ? null
          : priced.reduce((sum, { savingUsd }) => sum + (savingUsd ?? 0), 0),
      unpriced: own.reduce((sum, { unpriced }) => sum + unpriced, 0),
      owners: own.map(({ owner, count }) => ({ owner, count })),
    };
  };
  const lines = [
    lineOf("endpoint", idleOf("endpoint")),
    lineOf("endpoint-az", idleOf("endpoint-az")),
    lineOf("gateway", others.gateway),
    lineOf("duplicate", others.duplicate),
    lineOf("orphan", idleOf("service", "load-balancer")),
    lineOf("missing-gateway", others.missingGateway),
  ].toSorted((a, b) => (b.usdPerMonth ?? -1) - (a.usdPerMonth ?? -1));
  const known = lines.filter(({ usdPerMonth }) => usdPerMonth !== null);
  return {
    lines,
    usdPerMonth:
      known.length > 0 ? known.reduce((sum, { usdPerMonth }) => sum + (usdPerMonth ?? 0), 0) : null,
  };
}

function lineOf(kind: WasteKind, { count, usdPerMonth, unpriced, owners }: OtherWaste): WasteLine {
  const [most] = [...Map.groupBy(owners, ({ owner }) => owner)]
    .map(([owner, own]) => ({ owner, count: own.reduce((sum, one) => sum + one.count, 0) }))
    .toSorted((a, b) => b.count - a.count || (a.owner ?? "~").localeCompare(b.owner ?? "~"));
  return {
    kind,
    count,
    usdPerMonth: count === 0 ? 0 : usdPerMonth,
    unpriced,
    mostWith: count > 0 ? (most ?? null) : null,
  };
}
