import { explainFailure } from "../runs/compute.ts";
import type { FailureGroup } from "../runs/scopeData.ts";
import { conditionOf } from "./condition.ts";
import type { SilentAccount } from "./healthData.ts";
import type {
  AffectedApplication,
  Denials,
  Provisioning,
  SilentGroup,
  StaleScopes,
  TroubledPath,
} from "./schema.ts";
import type { DenialGroupRow, ProvisioningRow, SloRow, SourceCoverage } from "./sideData.ts";

const iso = (time: Date | null) => time?.toISOString() ?? null;

/** Accounts that fell silent, those for the same reason together. */
export function groupSilent(accounts: readonly SilentAccount[]): SilentGroup[] {
  const groups = Map.groupBy(accounts, (one) => [one.state, one.errorClass, one.errorCode].join(" "));
  return [...groups].map(([key, own]): SilentGroup => {
    const first = own[0] as SilentAccount;
    const overdue = first.state === "overdue" || first.errorClass === null;
    const told = explainFailure({ collector: "endpoints", ...first });
    const many = own.length > 1 ? ` The same holds for ${own.length - 1} more.` : "";
    const times = own.flatMap(({ lastSuccessAt }) => (lastSuccessAt ? [lastSuccessAt.getTime()] : []));
    return {
      key: `silent ${key} ${own.length === 1 ? first.accountId : ""}`.trim(),
      accounts: own.map(({ accountId, accountName }) => ({ accountId, accountName })),
      scopes: own.reduce((sum, { scopes }) => sum + scopes, 0),
      endpoints: own.reduce((sum, { endpoints }) => sum + endpoints, 0),
      summary: overdue
        ? "No run has read its endpoints for three intervals: are workers running?"
        : `${told.summary}${many}`,
      fix: overdue ? "Start a worker, or look at its log." : told.fix,
      lastSuccessAt: times.length > 0 ? new Date(Math.max(...times)).toISOString() : null,
    };
  });
}

export function toStaleScopes(group: FailureGroup): StaleScopes {
  const { accountId, accountName, accounts, collectors, regions, scopes, state, errorCode, errorClass } =
    group;
  return {
    key: [state, accountId, errorClass, errorCode].join(" "),
    ...{ accountId, accountName, accounts, collectors, regions, scopes, state },
    error: errorCode ?? errorClass ?? (state === "overdue" ? "no run in time" : "not asked"),
    lastSuccessAt: iso(group.lastSuccessAt),
    nextAttemptAt: iso(group.nextAttemptAt),
  };
}

export function prepareDenials(
  rows: readonly DenialGroupRow[],
  coverage: SourceCoverage,
  hours: number,
): Denials {
  return {
    hours,
    rows: rows.map(({ eventSource, eventName, firstAt, lastAt, ...row }) => ({
      ...row,
      action: `${eventSource.split(".")[0]}:${eventName}`,
      firstAt: firstAt.toISOString(),
      lastAt: lastAt.toISOString(),
    })),
    calls: rows.reduce((sum, { calls }) => sum + calls, 0),
    places: { part: coverage.logged, whole: coverage.whole },
    asOf: iso(coverage.asOf),
  };
}

/** Whoever is asked to slow down tries again, and is served: no failure of making an endpoint. */
const throttled = /RequestLimitExceeded|Throttl|TooManyRequests/i;

export function prepareProvisioning(
  rows: readonly ProvisioningRow[],
  coverage: SourceCoverage,
  slos: readonly SloRow[],
  hours: number,
): Provisioning {
  const failed = rows.filter(({ code }) => code !== null && !throttled.test(code));
  const slo = slos.find(({ indicator, objective }) => indicator === "provisioning" && objective !== null);
  return {
    hours,
    succeeded: rows.find(({ code }) => code === null)?.calls ?? 0,
    failed: failed.reduce((sum, { calls }) => sum + calls, 0),
    errors: failed.map(({ code, calls, lastAt, accountId, accountName, message }) => ({
      ...{ code: (code ?? "").replace(/^(Client|Server)\./, ""), calls, accountId, accountName, message },
      lastAt: lastAt.toISOString(),
    })),
    slo: slo
      ? { sloId: slo.sloId, objective: slo.objective ?? 0, state: slo.state, budgetLeft: slo.budgetLeft }
      : null,
    places: { part: coverage.fresh, whole: coverage.whole },
    asOf: iso(coverage.asOf),
  };
}

/** Applications with most that fails first. */
export function affectedApplications(paths: readonly TroubledPath[]): AffectedApplication[] {
  const groups = Map.groupBy(
    paths.filter(({ consumerOurs }) => consumerOurs),
    ({ application, owner }) => `${application ?? ""}\n${owner ?? ""}`,
  );
  return [...groups.values()]
    .map((own): AffectedApplication => {
      const [first] = own;
      const failing = own.filter((path) => conditionOf(path) === "failing").length;
      return {
        application: first?.application ?? null,
        owner: first?.owner ?? null,
        ...{ failing, degraded: own.length - failing },
      };
    })
    .toSorted(
      (a, b) =>
        Number(a.application === null) - Number(b.application === null) ||
        b.failing - a.failing ||
        b.degraded - a.degraded ||
        ((a.application ?? "") < (b.application ?? "") ? -1 : 1),
    );
}
