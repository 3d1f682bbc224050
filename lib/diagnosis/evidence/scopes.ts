import type { Queryable } from "../../runs/mutations.ts";
import type { CollectorName } from "../../runs/schema.ts";
import type { Piece } from "../evidenceSchema.ts";
import type { AccountFacts } from "../factsSchema.ts";

/** One scope as far as it decides whether its rows can be believed. */
export interface ScopeRow {
  accountId: string;
  region: string;
  collector: string;
  outcome: string | null;
  lastSuccessAt: Date | null;
  intervalSeconds: number;
  errorClass: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  retiredAt: Date | null;
}

/** Every account that is known, by id. */
async function readAccounts(db: Queryable): Promise<Map<string, AccountFacts>> {
  const { rows } = await db.query<{ accountId: string; name: string }>(
    `SELECT account_id AS "accountId", name FROM account WHERE gone_at IS NULL`,
  );
  return new Map(rows.map(({ accountId, name }) => [accountId, accountFacts(accountId, name)]));
}

export function accountFacts(accountId: string, name: string | null): AccountFacts {
  const profile = (name ?? "")
    .trim()
    .replaceAll(/[^\w.-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return { accountId, name, profile: profile || accountId };
}

/**
 * What an evaluation reads once for all its batches, before the first of them: accounts and scopes. They are older than
 * a batch's rows by as long as the evaluation has taken; what was seen is then told to be older than it is, never newer.
 */
export class Known {
  readonly accounts: ReadonlyMap<string, AccountFacts>;
  readonly #scopes: ReadonlyMap<string, ScopeRow[]>;
  readonly #ofProbes: ScopeRow[];

  private constructor(accounts: ReadonlyMap<string, AccountFacts>, scopes: readonly ScopeRow[]) {
    this.accounts = accounts;
    this.#scopes = Map.groupBy(scopes, ({ accountId }) => accountId);
    this.#ofProbes = scopes.filter(({ collector }) => collector === "probes");
  }

  static async read(db: Queryable): Promise<Known> {
    const accounts = await readAccounts(db);
    const { rows } = await db.query<ScopeRow>(
      `SELECT account_id AS "accountId", region, collector, outcome, last_success_at AS "lastSuccessAt",
         interval_seconds AS "intervalSeconds", error_class AS "errorClass", error_code AS "errorCode",
         error_message AS "errorMessage", retired_at AS "retiredAt"
       FROM collector_scope`,
    );
    return new Known(accounts, rows);
  }

  /** The scopes of some accounts, those of the whole organization's collectors included. */
  scopesOf(accountIds: Iterable<string>): ScopeRow[] {
    const own = [...new Set(accountIds)].flatMap((accountId) => this.#scopes.get(accountId) ?? []);
    return [...own, ...this.#ofProbes];
  }
}

const troubleWords: Record<string, string> = {
  throttled: "is throttled",
  unavailable: "gets no answer from AWS",
  network: "does not reach AWS",
  denied: "is denied",
  "expired-credentials": "has credentials that have expired",
  "region-off": "finds the region switched off",
  absent: "asks for what the server does not know",
  malformed: "gets answers that cannot be read",
  suspended: "leaves out a suspended account",
  budget: "has spent the day's dollars",
  interrupted: "was interrupted",
};

interface Scope {
  asOf: Date | null;
  trouble: string | null;
  row: ScopeRow;
}

/** Wraps rows into pieces by the state of the scopes that they come from. */
export class Scopes {
  /** By account, region and collector: a key put together of them would have to be for each piece of each path. */
  readonly #scopes = new Map<string, Map<string, Map<string, Scope>>>();

  readonly #now: Date;
  #probes: { trouble: string | null } | undefined;

  constructor(rows: readonly ScopeRow[], now: Date) {
    this.#now = now;
    this.add(rows);
  }

  add(rows: readonly ScopeRow[]): void {
    this.#probes = undefined;
    for (const row of rows) {
      const regions = this.#scopes.get(row.accountId) ?? new Map<string, Map<string, Scope>>();
      const collectors = regions.get(row.region) ?? new Map<string, Scope>();
      this.#scopes.set(row.accountId, regions.set(row.region, collectors));
      collectors.set(row.collector, { row, asOf: row.lastSuccessAt, trouble: troubleOf(row, this.#now) });
    }
  }

  #at(collector: CollectorName, accountId: string, region: string): Scope | undefined {
    return this.#scopes.get(accountId)?.get(region)?.get(collector);
  }

  #all(): Scope[] {
    return [...this.#scopes.values()].flatMap((regions) =>
      [...regions.values()].flatMap((collectors) => [...collectors.values()]),
    );
  }

  /** Undefined for a scope that the configuration never asked for. */
  find(collector: CollectorName, accountId: string, region: string): ScopeRow | undefined {
    return this.#at(collector, accountId, region)?.row;
  }

  /** When the scope last succeeded. */
  asOf(collector: CollectorName, accountId: string, region: string): Date | null {
    return this.#at(collector, accountId, region)?.asOf ?? null;
  }

  /** Why the scope cannot be believed, as a sentence part; null where it is fresh. */
  trouble(collector: CollectorName, accountId: string, region: string): string | null {
    const scope = this.#at(collector, accountId, region);
    return scope ? scope.trouble : `the ${collector} collector does not run for ${accountId} in ${region}`;
  }

  /** Accounts and regions where a collector is to run. */
  places(collector: CollectorName): { accountId: string; region: string }[] {
    return this.#all().flatMap(({ row }) =>
      row.collector === collector && row.retiredAt === null
        ? [{ accountId: row.accountId, region: row.region }]
        : [],
    );
  }

  /** Why results of probes may be missing that are pulled; null where none are pulled, or all have come. */
  probesTrouble(): string | null {
    this.#probes ??= { trouble: this.#findProbesTrouble() };
    return this.#probes.trouble;
  }

  #findProbesTrouble(): string | null {
    return (
      this.#all().find(({ row, trouble }) => row.collector === "probes" && row.retiredAt === null && trouble)
        ?.trouble ?? null
    );
  }

  /**
   * A piece of a scope. What was never seen completely is missing, whatever rows there are.
   * @param doubt a reason of the caller's own why rows of a fresh scope cannot be judged by.
   */
  piece<T>(
    collector: CollectorName,
    { accountId, region }: { accountId: string; region: string },
    value: T,
    doubt: string | null = null,
  ): Piece<T> {
    const asOf = this.asOf(collector, accountId, region);
    const reason = this.trouble(collector, accountId, region) ?? doubt;
    if (asOf === null) return missing(collector, reason ?? `the ${collector} collector has never succeeded`);
    if (reason === null) return { state: "fresh", value, asOf, source: collector };
    return { state: "stale", value, asOf, source: collector, reason };
  }
}

type Missing = Extract<Piece<never>, { state: "missing" }>;

export const missing = (source: string, reason: string, asOf: Date | null = null): Missing => ({
  state: "missing",
  asOf,
  source,
  reason,
});

/** A time as it stands in a reason: to the minute, UTC. */
export const minuteOf = (time: Date) => `${time.toISOString().slice(0, 16)}Z`;

// The rule of lib/runs/freshSql.ts.
function troubleOf(
  { collector, outcome, lastSuccessAt, intervalSeconds, errorClass, errorCode, retiredAt }: ScopeRow,
  now: Date,
): string | null {
  const last = lastSuccessAt
    ? `; it last succeeded at ${minuteOf(lastSuccessAt)}`
    : ", and has never succeeded";
  const who = `the ${collector} collector`;
  if (retiredAt) return `${who} is not configured any more here${last}`;
  if (outcome === null) return `${who} has not run yet`;
  if (outcome === "partial") return `${who} succeeded only in part${last}`;
  if (outcome !== "success") {
    const words = troubleWords[errorClass ?? ""] ?? (outcome === "skipped" ? "is not run" : "fails");
    return `${who} ${words}${errorCode ? ` (${errorCode})` : ""}${last}`;
  }
  const fresh = lastSuccessAt && lastSuccessAt.getTime() >= now.getTime() - 3000 * intervalSeconds;
  return fresh ? null : `${who} is overdue${last}`;
}
