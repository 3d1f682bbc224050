import { csvRecord } from "../api/csv/records.ts";
import { decodeCursor, encodeCursor, queryFingerprint } from "../api/list/cursor.ts";
import { defaultLimit, maxLimit } from "../api/list/plan.ts";
import { readListQuery } from "../api/parameters.ts";
import { parseChoice, parseInteger } from "../api/values.ts";
import { InvalidInputError, NotFoundError } from "../errors.ts";
import { findPrevious } from "./data.ts";
import {
  type DiffChange,
  DiffCounter,
  type DiffItem,
  type DiffSubject,
  type DiffSummary,
  diffChanges,
  diffSubjects,
} from "./diff.ts";
import { type DiffPlace, readDiff } from "./diffData.ts";
import { requireAudit } from "./loaders.ts";
import type { Audit, AuditDiff } from "./schema.ts";

interface DiffQuery {
  audit: Audit;
  with: Audit | null;
  limit: number;
  subjects: DiffSubject[];
  changes: DiffChange[];
  fingerprint: string;
  from: DiffPlace | undefined;
}

/** One page of what differs between an audit and another. Throws NotFoundError, and InvalidInputError naming the field. */
export async function loadDiff(id: string, parameters: URLSearchParams): Promise<AuditDiff> {
  const query = await readQuery(id, parameters);
  const { audit, with: other, limit } = query;
  const head = {
    snapshotId: audit.snapshotId,
    with: other?.snapshotId ?? null,
    asOf: audit.asOf,
    withAsOf: other?.asOf ?? null,
  };
  if (!other) return { ...head, changes: [], costDeltaUsd: null, total: 0, items: [], nextCursor: null };
  const summary = await summarize(other.snapshotId, audit.snapshotId);
  const items: DiffItem[] = [];
  let nextCursor: string | null = null;
  for await (const { item, place } of readDiff(
    other.snapshotId,
    audit.snapshotId,
    query.subjects,
    query.from,
  )) {
    if (!query.changes.includes(item.change)) continue;
    if (items.length === limit) {
      nextCursor = encodeCursor(query.fingerprint, {
        sortValue: `${place.subject} ${place.skip}`,
        key: place.key,
      });
      break;
    }
    items.push(item);
  }
  const total = summary.changes
    .filter(({ subject, change }) => query.subjects.includes(subject) && query.changes.includes(change))
    .reduce((sum, { items: some }) => sum + some, 0);
  return { ...head, ...summary, total, items, nextCursor };
}

const columns = [
  "subject",
  "accountId",
  "region",
  "id",
  "change",
  "before",
  "after",
  "owner",
  "costDeltaUsd",
  "reason",
] as const satisfies (keyof DiffItem)[];

/** All of what differs as CSV, at the pace of its reader; limit and cursor have no effect. Throws as `loadDiff`. */
export async function diffCsv(id: string, parameters: URLSearchParams) {
  const { audit, with: other, subjects, changes } = await readQuery(id, parameters);
  const lines = csvLines(other ? readDiff(other.snapshotId, audit.snapshotId, subjects) : [], changes);
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return { audit, stream };
}

async function* csvLines(
  items: AsyncIterable<{ item: DiffItem }> | Iterable<{ item: DiffItem }>,
  changes: readonly DiffChange[],
): AsyncGenerator<string, undefined> {
  let text = csvRecord(columns);
  for await (const { item } of items) {
    if (!changes.includes(item.change)) continue;
    text += csvRecord(columns.map((column) => item[column]));
    if (text.length < 32_768) continue;
    yield text;
    text = "";
  }
  if (text) yield text;
  return undefined;
}

async function readQuery(id: string, parameters: URLSearchParams): Promise<DiffQuery> {
  const { audit } = await requireAudit(id);
  const { limit, cursor, sort, q, filter = {} } = readListQuery(parameters);
  const { with: withs, subject, change, ...others } = filter;
  const [unknown] = [
    ...Object.keys(others),
    ...(sort === undefined ? [] : ["sort"]),
    ...(q === undefined ? [] : ["q"]),
  ];
  if (unknown !== undefined)
    throw new InvalidInputError(
      unknown.slice(0, 80),
      "is no parameter of this address; expected with, subject, change, limit, cursor.",
    );
  const other = await readOther(audit, [withs ?? []].flat());
  const subjects = [subject ?? diffSubjects]
    .flat()
    .map((value) => parseChoice("subject", value, diffSubjects));
  const changes = [change ?? diffChanges].flat().map((value) => parseChoice("change", value, diffChanges));
  const fingerprint = queryFingerprint([
    "diff",
    audit.snapshotId,
    other?.snapshotId ?? "",
    subjects.toSorted(),
    changes.toSorted(),
  ]);
  return {
    audit,
    with: other,
    limit:
      limit === undefined ? defaultLimit : parseInteger("limit", String(limit), { min: 1, max: maxLimit }),
    subjects,
    changes,
    fingerprint,
    from: cursor ? readPlace(cursor, fingerprint) : undefined,
  };
}

async function readOther(audit: Audit, given: readonly string[]): Promise<Audit | null> {
  if (given.length > 1) throw new InvalidInputError("with", "is given more than once.");
  const id = given[0] ?? (await findPrevious(audit));
  if (id === null) return null;
  return requireAudit(id).then(
    (found) => found.audit,
    (error: unknown) => {
      if (!(error instanceof NotFoundError)) throw error;
      throw new InvalidInputError(
        "with",
        `${error.message.replace(/\.$/, "")}; expected the snapshotId of another audit.`,
      );
    },
  );
}

function readPlace(cursor: string, fingerprint: string): DiffPlace {
  const { sortValue, key } = decodeCursor(cursor, fingerprint);
  const [given = "", skip = "0"] = (sortValue ?? "").split(" ");
  const subject = diffSubjects.find((word) => word === given);
  // The key of a connection names its service too.
  if (subject && key.length === (subject === "connection" ? 4 : 3) && /^\d{1,3}$/.test(skip))
    return { subject, key, skip: Number(skip) };
  throw new InvalidInputError("cursor", "is not a cursor of this address; leave it out for the first page.");
}

// Both audits are frozen, so what was counted once holds. A count is a few hundred bytes.
const counted = new Map<string, Promise<DiffSummary>>();
const mostCounted = 50;

function summarize(beforeId: string, afterId: string): Promise<DiffSummary> {
  const key = `${beforeId} ${afterId}`;
  const known = counted.get(key) ?? count(beforeId, afterId);
  counted.delete(key);
  counted.set(key, known);
  known.catch(() => counted.delete(key));
  for (const [oldest] of counted) {
    if (counted.size <= mostCounted) break;
    counted.delete(oldest);
  }
  return known;
}

async function count(beforeId: string, afterId: string): Promise<DiffSummary> {
  const counter = new DiffCounter();
  for await (const { item } of readDiff(beforeId, afterId)) counter.add(item);
  return counter.summary();
}
