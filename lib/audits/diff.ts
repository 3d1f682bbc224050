/** What is compared between two audits. */
export const diffSubjects = ["endpoint", "service", "connection", "finding"] as const;
export type DiffSubject = (typeof diffSubjects)[number];

export const diffChanges = [
  "new",
  "gone",
  "unknown",
  "owner",
  "policy",
  "principals",
  "azs",
  "security-groups",
  "state",
  "acceptance",
  "became-idle",
  "woke-up",
  "cost",
  "opened",
  "closed",
  "carried",
] as const;
export type DiffChange = (typeof diffChanges)[number];

/** A row of an audit as far as it is compared. Lists are sets: their order says nothing. */
export interface AuditedRow {
  subject: DiffSubject;
  accountId: string;
  region: string;
  /** Of the resource within its account and region; a connection has two parts. */
  id: readonly string[];
  covered: boolean;
  owner: string | null;
  state?: string | null;
  policy?: string | null;
  principals?: readonly string[];
  azIds?: readonly string[];
  securityGroupIds?: readonly string[];
  acceptanceRequired?: boolean | null;
  idleState?: string | null;
  billedUsd?: number | null;
  estimatedUsd?: number | null;
}

/** One difference between two audits. */
export interface DiffItem {
  subject: DiffSubject;
  accountId: string;
  region: string;
  id: string;
  change: DiffChange;
  before: string | null;
  after: string | null;
  /** In the later audit; in the earlier one for what is gone. */
  owner: string | null;
  /** What it costs more a quarter, US dollars, like with like: billed against billed, or estimated against estimated. */
  costDeltaUsd: number | null;
  /** Why it is unknown. */
  reason: string | null;
}

/** Whether the scope that would show a row was covered at the moment of an audit. */
export type ScopeCovered = (subject: DiffSubject, accountId: string, region: string) => boolean;
export interface DiffCoverage {
  before: ScopeCovered;
  after: ScopeCovered;
}

export type RowPair = readonly [before: AuditedRow | undefined, after: AuditedRow | undefined];

/** Order of rows: by account, region and id, each by its characters. */
export function compareKeys(a: AuditedRow, b: AuditedRow): number {
  const left = [a.accountId, a.region, ...a.id];
  const right = [b.accountId, b.region, ...b.id];
  for (const [index, part] of left.entries()) {
    const other = right[index] ?? "";
    if (part !== other) return part < other ? -1 : 1;
  }
  return 0;
}

/**
 * Pairs the rows of two audits of one subject, in the order of their keys. Holds one row of each at a time.
 * Throws where one of them is not in that order, or has a key twice.
 */
export async function* pairRows(
  before: AsyncIterable<AuditedRow>,
  after: AsyncIterable<AuditedRow>,
): AsyncGenerator<RowPair> {
  const [older, newer] = [inOrder(before), inOrder(after)];
  let [left, right] = [await older.next(), await newer.next()];
  while (!left.done || !right.done) {
    const order = left.done ? 1 : right.done ? -1 : compareKeys(left.value, right.value);
    yield [
      order <= 0 ? (left.value as AuditedRow) : undefined,
      order >= 0 ? (right.value as AuditedRow) : undefined,
    ];
    if (order <= 0) left = await older.next();
    if (order >= 0) right = await newer.next();
  }
}

async function* inOrder(rows: AsyncIterable<AuditedRow>): AsyncGenerator<AuditedRow, undefined> {
  let last: AuditedRow | undefined;
  for await (const row of rows) {
    if (last && compareKeys(last, row) >= 0)
      throw new Error(
        `rows of an audit are out of order at ${row.accountId} ${row.region} ${row.id.join("/")}`,
      );
    yield row;
    last = row;
  }
  return undefined;
}

/** What differs in one pair. Where a scope was not covered in one of both, the only answer is `unknown`. */
export function diffPair([before, after]: RowPair, coverage: DiffCoverage): DiffItem[] {
  const row = after ?? before;
  if (!row) return [];
  const uncovered = uncoveredIn([before, after], row, coverage);
  if (uncovered)
    return [itemOf(row, "unknown", { reason: `Its scope was not covered in the ${uncovered}.` })];
  if (!before || !after) return [appearance(row, after !== undefined)];
  if (row.subject === "finding")
    return [itemOf(row, "carried", { before: before.state, after: after.state })];
  return [...changedFields(before, after), ...changedUse(before, after), ...changedCost(before, after)];
}

function uncoveredIn([before, after]: RowPair, row: AuditedRow, coverage: DiffCoverage): string | undefined {
  const is = (side: AuditedRow | undefined, covered: ScopeCovered) =>
    side ? side.covered : covered(row.subject, row.accountId, row.region);
  const [older, newer] = [is(before, coverage.before), is(after, coverage.after)];
  if (older && newer) return undefined;
  if (older) return "later audit";
  return newer ? "earlier audit" : "earlier audit, nor in the later one";
}

function appearance(row: AuditedRow, came: boolean): DiffItem {
  const finding = row.subject === "finding";
  const change = came ? (finding ? "opened" : "new") : finding ? "closed" : "gone";
  const cost = row.billedUsd ?? row.estimatedUsd ?? null;
  const state = row.state ?? null;
  return itemOf(row, change, {
    ...(came ? { after: state } : { before: state }),
    costDeltaUsd: cost === null ? null : came ? cost : -cost,
  });
}

const compared: [DiffChange, (row: AuditedRow) => string | null | undefined][] = [
  ["owner", ({ owner }) => owner],
  ["policy", ({ policy }) => policy],
  ["principals", ({ principals }) => setOf(principals)],
  ["azs", ({ azIds }) => setOf(azIds)],
  ["security-groups", ({ securityGroupIds }) => setOf(securityGroupIds)],
  ["state", ({ state }) => state?.toLowerCase()],
  [
    "acceptance",
    ({ acceptanceRequired: required }) =>
      required === undefined || required === null ? null : String(required),
  ],
];

const setOf = (values: readonly string[] | undefined) => values && [...new Set(values)].sort().join(";");

function changedFields(before: AuditedRow, after: AuditedRow): DiffItem[] {
  return compared.flatMap(([change, of]) => {
    const [older, newer] = [of(before) ?? null, of(after) ?? null];
    return older === newer ? [] : [itemOf(after, change, { before: older, after: newer })];
  });
}

const inUse = new Set<string | null | undefined>(["active", "low-use"]);

/** `unknown` and `not-measurable` say nothing about use: nothing became idle out of them, or woke up into them. */
function changedUse(before: AuditedRow, after: AuditedRow): DiffItem[] {
  const [older, newer] = [before.idleState, after.idleState];
  const values = { before: older, after: newer };
  if (newer === "idle" && (inUse.has(older) || older === "too-new"))
    return [itemOf(after, "became-idle", values)];
  if (older === "idle" && inUse.has(newer)) return [itemOf(after, "woke-up", values)];
  return [];
}

function changedCost(before: AuditedRow, after: AuditedRow): DiffItem[] {
  const delta = costDelta(before, after);
  // Less than half a cent is nothing on any bill.
  if (!delta || Math.abs(delta.usd) < 0.005) return [];
  const { older, newer, usd } = delta;
  return [itemOf(after, "cost", { before: String(older), after: String(newer), costDeltaUsd: usd })];
}

function costDelta(before: AuditedRow, after: AuditedRow) {
  for (const basis of ["billedUsd", "estimatedUsd"] as const) {
    const [older, newer] = [before[basis] ?? null, after[basis] ?? null];
    if (older !== null && newer !== null)
      return { older, newer, usd: Math.round((newer - older) * 1e6) / 1e6 };
  }
  return undefined;
}

function itemOf(
  { subject, accountId, region, id, owner }: AuditedRow,
  change: DiffChange,
  more: { before?: string | null; after?: string | null; costDeltaUsd?: number | null; reason?: string },
): DiffItem {
  return {
    subject,
    accountId,
    region,
    id: id.join("/"),
    change,
    before: more.before ?? null,
    after: more.after ?? null,
    owner,
    costDeltaUsd: more.costDeltaUsd ?? null,
    reason: more.reason ?? null,
  };
}

/** How much of each change there is. */
export interface DiffSummary {
  changes: { subject: DiffSubject; change: DiffChange; items: number }[];
  /** Over endpoints with a cost in both audits, new and gone ones; null where there is none. */
  costDeltaUsd: number | null;
}

/** Counts items as they come. */
export class DiffCounter {
  readonly #counts = new Map<string, number>();
  #usd: number | null = null;

  add({ subject, change, costDeltaUsd }: DiffItem): void {
    const key = `${subject} ${change}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    if (costDeltaUsd !== null) this.#usd = (this.#usd ?? 0) + costDeltaUsd;
  }

  summary(): DiffSummary {
    const changes = diffSubjects.flatMap((subject) =>
      diffChanges.flatMap((change) => {
        const items = this.#counts.get(`${subject} ${change}`) ?? 0;
        return items > 0 ? [{ subject, change, items }] : [];
      }),
    );
    return { changes, costDeltaUsd: this.#usd === null ? null : Math.round(this.#usd * 1e6) / 1e6 };
  }
}
