import type { Database } from "../db/pool.ts";
import { inTransaction } from "../db/transaction.ts";
import { spanOf } from "./budget.ts";
import type { SloRecord } from "./data.ts";
import { type SloDefinition, windowOf } from "./definition.ts";
import { countEndpointDay, countsWithin, endpointAccounts, memberCounts } from "./endpointDays.ts";
import { forgetEndpoints, storeEndpoints } from "./endpointMutations.ts";
import { type Availability, availabilityOf, judgeEndpoint, noClasses } from "./endpoints.ts";
import { lateDays } from "./judge.ts";
import { probesSource } from "./sources/probes.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const accountsAtOnce = 100;

/** What an evaluation left of an objective's endpoints. */
export interface EndpointsEvidence {
  /** Up to when the days of endpoints are counted, ISO 8601; whole hours. */
  endpointsTo: string;
  availability: Availability;
}

type Records = ReadonlyMap<string, SloRecord & { same: boolean }>;

/**
 * Judges objectives at each of their endpoints, once an hour: the days of the probed endpoints are brought up to date,
 * then each objective is held against them. Returns what is to be kept of each objective.
 */
export async function evaluateEndpoints(
  db: Database,
  slos: readonly SloDefinition[],
  records: Records,
  watermark: Date | null,
  now: Date,
  signal?: AbortSignal,
): Promise<Map<string, EndpointsEvidence>> {
  const found = new Map<string, EndpointsEvidence>();
  const own = slos.filter(({ perEndpoint }) => perEndpoint);
  if (own.length === 0 || !watermark) return found;
  const to = new Date(Math.floor(watermark.getTime() / hourMs) * hourMs);
  const known = (slo: SloDefinition) => endpointsEvidence(records, slo);
  const due = own.filter((slo) => known(slo)?.endpointsTo !== to.toISOString());
  for (const slo of own) {
    const evidence = known(slo);
    if (evidence && !due.includes(slo)) found.set(slo.id, evidence);
  }
  if (due.length === 0) return found;
  const from = Math.min(...due.map((slo) => countFrom(slo, known(slo)?.endpointsTo, to)));
  const indicators = [...new Set(due.map(({ indicator }) => indicator))];
  for (let day = Math.floor(from / dayMs) * dayMs; day < to.getTime(); day += dayMs) {
    if (signal?.aborted) return found;
    const end = new Date(Math.min(day + dayMs, to.getTime()));
    await countEndpointDay(db.pool, indicators, new Date(day), end);
  }
  const accounts = await endpointAccounts(db.pool);
  for (const slo of due) {
    const availability = await judgeEndpoints(db, slo, accounts, to, now);
    found.set(slo.id, { endpointsTo: to.toISOString(), availability });
  }
  const kept = own.map(({ id }) => id);
  await forgetEndpoints(db.pool, kept, accounts);
  return found;
}

function endpointsEvidence(records: Records, { id }: SloDefinition): EndpointsEvidence | undefined {
  const record = records.get(id);
  const evidence = record?.same ? (record.evidence as Partial<EndpointsEvidence>) : undefined;
  if (!evidence?.endpointsTo || !evidence.availability) return undefined;
  return { endpointsTo: evidence.endpointsTo, availability: evidence.availability };
}

/** Today and, at the turn of the day, the days that late results may have changed; at first the whole window. */
function countFrom(slo: SloDefinition, countedTo: string | undefined, to: Date): number {
  const needed = Math.max(windowFrom(slo, to), to.getTime() - probesSource.reachDays * dayMs);
  if (countedTo === undefined) return needed;
  const reached = Math.min(Date.parse(countedTo), to.getTime());
  const turned = Math.floor(reached / dayMs) !== Math.floor(to.getTime() / dayMs);
  return Math.max(needed, turned ? reached - (lateDays - 1) * dayMs : reached);
}

/** Windows of endpoints are made of whole UTC days. */
function windowFrom(slo: SloDefinition, to: Date): number {
  return Math.ceil(spanOf(windowOf(slo.window), to.getTime()).from / dayMs) * dayMs;
}

async function judgeEndpoints(
  db: Database,
  slo: SloDefinition,
  accounts: readonly string[],
  to: Date,
  now: Date,
): Promise<Availability> {
  const from = new Date(windowFrom(slo, to));
  const excluded = maintenanceSpans(slo, from, to);
  const classes = noClasses();
  for (let i = 0; i < accounts.length; i += accountsAtOnce) {
    const batch = accounts.slice(i, i + accountsAtOnce);
    const members = await memberCounts(db.pool, slo, batch, from.toISOString().slice(0, 10));
    const left = await countsWithin(db.pool, slo.indicator, batch, excluded);
    const judged = members.map(({ bad, total, ...member }) => {
      const without = left.get(member.vpcEndpointId) ?? { bad: 0, total: 0 };
      const counted = { bad: Math.max(0, bad - without.bad), total: Math.max(0, total - without.total) };
      const verdict = judgeEndpoint(slo, counted);
      classes[verdict.availabilityClass]++;
      return { ...member, ...counted, ...verdict };
    });
    await inTransaction(db.pool, (client) => storeEndpoints(client, slo.id, batch, judged, to, now));
  }
  return availabilityOf(classes);
}

/** The objective's maintenance within [from, to), merged. */
export function maintenanceSpans(slo: SloDefinition, from: Date, to: Date): { from: Date; to: Date }[] {
  const spans: { from: Date; to: Date }[] = [];
  const clipped = slo.maintenance
    .map((one) => ({
      from: Math.max(Date.parse(one.from), from.getTime()),
      to: Math.min(Date.parse(one.to), to.getTime()),
    }))
    .filter((one) => one.from < one.to)
    .toSorted((a, b) => a.from - b.from);
  for (const one of clipped) {
    const last = spans.at(-1);
    if (last && one.from <= last.to.getTime()) last.to = new Date(Math.max(last.to.getTime(), one.to));
    else spans.push({ from: new Date(one.from), to: new Date(one.to) });
  }
  return spans;
}
