import { ensurePartitions } from "#lib/db/partitions.ts";
import { inTransaction } from "#lib/db/transaction.ts";
import { readCoverage } from "#lib/logsInsights/data.ts";
import { addCoverage } from "#lib/logsInsights/mutations.ts";
import { rejectTable } from "#lib/logsInsights/tables.ts";
import { readFlowLogs, readInterfaces, readSigns } from "#lib/rejects/data.ts";
import { storeRejects } from "#lib/rejects/mutations.ts";
import { endpointsInQuestion } from "#lib/rejects/questions.ts";
import { AwsError } from "../aws/errors.ts";
import { eachLimited } from "../aws/pages.ts";
import type { Collected, Collector, ScopeContext } from "../collector.ts";
import { askLogs, type Bill } from "../logsInsights/ask.ts";
import { findLogGroups, toAskedGroup } from "../logsInsights/groups.ts";
import { mapRejects, rejectQuery } from "./map.ts";
import { type GroupPlan, planGroups, type RejectPlan } from "./plan.ts";

/** As many as the text of one query can name. */
const mostInterfaces = 350;
const groupsAtOnce = 3;

/**
 * Who is refused at endpoints in question. Each piece of an answer is stored, with the time it covers, as soon as it is
 * there: a run that is cut short keeps what it has paid for.
 */
export const rejects: Collector = {
  name: "rejects",
  phase: "logs",
  after: ["endpoints", "network", "metrics"],
  async collect(context): Promise<Collected> {
    const { parts } = context;
    const bill: Bill = { costUsd: 0 };
    const { groups, knownTo } = await planScope(context);
    const found = await eachLimited(groups, groupsAtOnce, (plan) =>
      parts.read(plan.logGroupName, () => collectGroup(context, plan, bill)),
    );
    const resources = found.reduce((sum, rows) => sum + (rows?.length ?? 0), 0);
    return {
      resources,
      costUsd: bill.costUsd,
      watermark: parts.outcome === "success" ? knownTo : undefined,
    };
  },
};

async function planScope({ db, scope, config, now }: ScopeContext): Promise<RejectPlan> {
  const { accountId, region } = scope;
  const asked = endpointsInQuestion(await readSigns(db.pool, accountId, region, now), now, mostInterfaces);
  if (asked.length === 0) return { groups: [], knownTo: undefined };
  const order = new Map(asked.map(({ vpcEndpointId }, i) => [vpcEndpointId, i]));
  const rank = (vpcEndpointId: string) => order.get(vpcEndpointId) ?? 0;
  const interfaces = (await readInterfaces(db.pool, accountId, region, [...order.keys()])).toSorted(
    (a, b) => rank(a.vpcEndpointId) - rank(b.vpcEndpointId),
  );
  const lookbackMs = config.logsInsights.lookbackMinutes * 60_000;
  const ids = interfaces.map(({ networkInterfaceId }) => networkInterfaceId);
  const since = new Date(now.getTime() - lookbackMs - 3_600_000);
  const coverage = await readCoverage(db.pool, accountId, "rejects", ids, since);
  return planGroups(interfaces, await readFlowLogs(db.pool, accountId, region), coverage, lookbackMs, now);
}

async function collectGroup(context: ScopeContext, plan: GroupPlan, bill: Bill): Promise<unknown[]> {
  const { aws, db, scope } = context;
  const { accountId, region } = scope;
  const { logGroupName, format, interfaces } = plan;
  const named = await findLogGroups(aws, { logGroupNamePrefix: logGroupName });
  const facts = named.find((one) => one.logGroupName === logGroupName);
  if (!facts) throw missing(logGroupName);
  const group = await toAskedGroup(context, logGroupName, facts);
  const ids = interfaces.map(({ networkInterfaceId }) => networkInterfaceId);
  const found: unknown[] = [];
  for await (const slice of askLogs(context, "rejects", group, rejectQuery(format, ids), plan, bill)) {
    const rows = mapRejects(format, slice.rows, slice);
    await ensurePartitions(db.pool, rejectTable, slice.from, slice.to);
    await inTransaction(db.pool, async (client) => {
      await storeRejects(client, accountId, region, { ...slice, interfaces, rows });
      await addCoverage(client, accountId, "rejects", ids, slice);
    });
    found.push(...rows);
  }
  return found;
}

function missing(logGroupName: string): AwsError {
  const message = `a flow log names the log group ${logGroupName}, which does not exist`;
  return new AwsError({ errorClass: "permanent", code: "LogGroupMissing", message });
}
