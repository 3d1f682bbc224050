import type { SourceScope } from "./data.ts";
import { type ListedQuota, type QuotaName, type QuotaUse, quotaFacts, quotaNames } from "./schema.ts";

/** One quota against its use. Null is unknown: never a zero that nobody counted, never a limit nobody told. */
export interface QuotaRow {
  quotaCode: string;
  /** A VPC, service or target group; '' for the region. */
  resourceId: string;
  serviceCode: string;
  quotaName: string;
  value: number | null;
  usage: number | null;
  adjustable: boolean | null;
  raw: {
    /** Where the limit comes from; null where nobody told it. */
    valueSource: ListedQuota["source"] | "documented" | null;
    /** Why the use is not known. */
    usageUnknown?: string;
    largest?: string;
  };
}

/**
 * Joins limits and use. Quotas of a service that could not be listed are left out: what is stored of them stays.
 * @param listed quotas by service code; a service that was not read is absent.
 */
export function quotaRows(
  listed: ReadonlyMap<string, readonly ListedQuota[]>,
  uses: readonly QuotaUse[],
  scopes: readonly SourceScope[],
): QuotaRow[] {
  const byQuota = Map.groupBy(uses, ({ quota }) => quota);
  return quotaNames.flatMap((quota) => {
    const { serviceCode } = quotaFacts[quota];
    const known = listed.get(serviceCode);
    return known ? rowsOf(quota, known, byQuota.get(quota) ?? [], scopes) : [];
  });
}

function rowsOf(
  quota: QuotaName,
  listed: readonly ListedQuota[],
  uses: readonly QuotaUse[],
  scopes: readonly SourceScope[],
): QuotaRow[] {
  const { code, name, serviceCode, documented, from } = quotaFacts[quota];
  const limit = findListed(quota, listed);
  const value = limit?.value ?? documented ?? null;
  const valueSource = limit && limit.value !== null ? limit.source : value === null ? null : "documented";
  const untrue = whyUnknown(from, scopes);
  return uses.map(({ resourceId, used, largest }) => {
    const usageUnknown = untrue ?? (used === null ? "there is nothing to measure" : undefined);
    return {
      quotaCode: limit?.code ?? code ?? quota,
      resourceId,
      serviceCode,
      quotaName: limit?.name ?? name,
      value,
      usage: usageUnknown ? null : used,
      adjustable: limit?.adjustable ?? null,
      raw: { valueSource, ...(usageUnknown ? { usageUnknown } : largest !== undefined && { largest }) },
    };
  });
}

/** The listed quota, by code or, where AWS has no fixed one, by name. An applied value goes before a default. */
function findListed(quota: QuotaName, listed: readonly ListedQuota[]): ListedQuota | undefined {
  const { code, named } = quotaFacts[quota];
  const found = listed.filter((one) => (code ? one.code === code : named?.test(one.name ?? "")));
  return found.find(({ source }) => source === "applied") ?? found[0];
}

/**
 * Why counting from the rows of these collectors would not be true now; undefined when it is. No times in it: the
 * same reason is the same row.
 */
export function whyUnknown(from: readonly string[], scopes: readonly SourceScope[]): string | undefined {
  for (const collector of from) {
    const scope = scopes.find((one) => one.collector === collector);
    if (scope?.fresh) continue;
    if (!scope || scope.outcome === null) return `${collector} has not been collected yet`;
    if (scope.outcome === "success") return `${collector} was last collected more than three intervals ago`;
    return `${collector} was not collected completely (${scope.errorClass ?? scope.outcome})`;
  }
  return undefined;
}
