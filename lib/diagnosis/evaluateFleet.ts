import type { EvaluationContext } from "../evaluations/schema.ts";
import { eachAhead } from "./ahead.ts";
import { readFleetFindings } from "./data.ts";
import { type FleetAround, loadFleetFacts } from "./evidence/fleet.ts";
import { readFleetAccounts, readServicesBehind } from "./evidence/fleetData.ts";
import type { Known } from "./evidence/scopes.ts";
import { loadSharedServices } from "./evidence/sharedServices.ts";
import { atOneMoment } from "./evidence/snapshot.ts";
import { changeFindings, findingRows } from "./findings.ts";
import type { FleetFacts, FleetFinding, FleetSubject } from "./fleet/factsSchema.ts";
import { fleetFindings } from "./fleet/findings.ts";
import { failuresOf, unconnectedFindings } from "./fleetFindings.ts";
import type { CheckAnswer } from "./schema.ts";
import { emptyChanges, type Stage } from "./stage.ts";

/** Accounts whose facts are in memory at once. */
const batchSize = 25;

type FleetContext = Pick<EvaluationContext, "db" | "config" | "now" | "signal"> & {
  stage: Stage;
  known: Known;
};

/** Judges what lies beside the paths: VPCs, services, load balancers, quotas, scopes, provisioning. Returns how much changed. */
export async function evaluateFleet(context: FleetContext): Promise<{ judged: number; changed: number }> {
  const { db, config, now, signal, known } = context;
  const accountIds = await readFleetAccounts(db.pool);
  const around: FleetAround = {
    known,
    sharedServices: await loadSharedServices(db.pool, known.accounts, now),
    servicesBehind: await readServicesBehind(db.pool),
    config,
    now,
  };
  const tally = { judged: 0, changed: 0 };
  const load = async (from = 0, endsAt: (end: number | undefined) => void) => {
    const batch = accountIds.slice(from, from + batchSize);
    const end = from + batch.length;
    endsAt(end < accountIds.length ? end : undefined);
    return { batch, loaded: await atOneMoment(db, (client) => loadFleetFacts(client, batch, around)) };
  };
  if (accountIds.length === 0) return tally;
  await eachAhead(load, async ({ batch, loaded }) => {
    signal?.throwIfAborted();
    const { judged, changed } = await judgeFleet(context, batch, loaded);
    tally.judged += judged;
    tally.changed += changed;
  });
  return tally;
}

interface Judged {
  subject: FleetSubject;
  answers: CheckAnswer[];
  failed: FleetFinding[];
}

/** Judges the facts of some accounts and puts on the stage what is new about them. */
async function judgeFleet(
  { db, now, stage }: FleetContext,
  accountIds: string[],
  { facts, unconnected }: Awaited<ReturnType<typeof loadFleetFacts>>,
) {
  const judged = new Map<string, Judged>();
  const findings = [
    ...fleetFindings(facts, now),
    ...unconnected.flatMap((one) => unconnectedFindings(one, now)),
  ];
  for (const finding of findings) {
    const key = subjectKey(finding.subject);
    const one = judged.get(key) ?? { subject: finding.subject, answers: [], failed: [] };
    judged.set(key, one);
    one.answers.push(finding.answer);
    if (finding.answer.state === "fail") one.failed.push(finding);
  }
  const open = Map.groupBy(await readFleetFindings(db.pool, accountIds), subjectKey);
  const owners = ownersOf(facts);
  const changes = emptyChanges();
  let changed = 0;
  for (const key of new Set([...judged.keys(), ...open.keys()])) {
    const one = judged.get(key);
    const answers = one?.answers ?? [];
    const seenAt = newestSeen(answers) ?? now;
    const rows = one
      ? findingRows(failuresOf(one.failed), placeOf(one.subject, owners.get(key)), null, seenAt)
      : [];
    const own = changeFindings(rows, open.get(key) ?? [], answers);
    changed += own.write.length + own.end.length;
    changes.write.push(...own.write.map((row) => ({ ...row, seenAt })));
    changes.keep.push(...own.keep.map((row) => ({ ...row, seenAt })));
    changes.stale.push(...own.stale);
    changes.end.push(...own.end.map((row) => ({ ...row, seenAt })));
  }
  await stage.addFindings(changes);
  return { judged: judged.size, changed };
}

/** When the newest of the evidence was seen; null where none has a time. */
function newestSeen(answers: readonly CheckAnswer[]): Date | null {
  let newest = "";
  // Times of evidence are all of one shape, and in the order of their text.
  for (const { evidence } of answers)
    for (const { observedAt } of evidence) if (observedAt && observedAt > newest) newest = observedAt;
  return newest === "" ? null : new Date(newest);
}

type SubjectPlace = Pick<FleetSubject, "accountId" | "region" | "resourceType" | "resourceId">;
const subjectKey = ({ accountId, region, resourceType, resourceId }: SubjectPlace) =>
  `${accountId} ${region} ${resourceType} ${resourceId}`;

interface Owned {
  owner: string | null;
  serviceName: string | null;
}

function ownersOf({ services, loadBalancers }: FleetFacts): Map<string, Owned> {
  const owned = new Map<string, Owned>();
  for (const { account, region, serviceId, service } of services)
    if (service.state !== "missing") {
      const { owner, serviceName } = service.value;
      const resource = { resourceType: "vpc-endpoint-service", resourceId: serviceId } as const;
      owned.set(subjectKey({ accountId: account.accountId, region, ...resource }), { owner, serviceName });
    }
  for (const { account, region, loadBalancerArn, loadBalancer } of loadBalancers)
    if (loadBalancer.state !== "missing") {
      const resource = { resourceType: "load-balancer", resourceId: loadBalancerArn } as const;
      const { owner } = loadBalancer.value;
      owned.set(subjectKey({ accountId: account.accountId, region, ...resource }), {
        owner,
        serviceName: null,
      });
    }
  return owned;
}

function placeOf(subject: FleetSubject, owned: Owned | undefined) {
  return {
    ...subject,
    vpcEndpointId: null,
    serviceName: owned?.serviceName ?? (subject.resourceType === "service-name" ? subject.resourceId : null),
    owner: owned?.owner ?? null,
  };
}
