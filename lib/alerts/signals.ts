import { type CheckId, type Hop, hops, type Severity } from "../diagnosis/schema.ts";
import { fleetSignal } from "./rules/signal.ts";
import type { AlertSeverity, Signal } from "./schema.ts";

/** An open finding that somebody should be told of. */
export interface AlertingFinding {
  accountId: string;
  findingKey: string;
  checkId: CheckId;
  hop: Hop;
  severity: Severity;
  isVerdict: boolean;
  title: string;
  sentence: string;
  resourceType: string;
  resourceId: string;
  region: string;
  vpcEndpointId: string | null;
  serviceName: string | null;
  owner: string | null;
  environment: string | null;
  since: Date;
  confirm: unknown[];
  /** Calls that the endpoint's policy denied within the last hour. */
  denials: number;
}

/** An objective of whose policy a rule fires. */
export interface AlertingSlo {
  sloId: string;
  title: string;
  reason: string;
  alertLevel: AlertSeverity;
  since: Date;
}

/** Denied calls of an endpoint within an hour that are a burst: somebody is woken. */
const burstDenials = 50;
/** What can wait for the morning, however bad: nobody is woken for money, quotas and making of endpoints. */
const ticketsAtMost: ReadonlySet<CheckId> = new Set([
  ...(["provisioning-failing", "provisioning-slow", "endpoint-quota", "allowed-principals-quota"] as const),
  ...(["cost-anomaly", "cost-unreconciled"] as const),
]);

/** Whom a finding tells: its own severity, by the rules of who is woken. */
export function alertingSeverity({
  severity,
  checkId,
  denials,
}: Pick<AlertingFinding, "severity" | "checkId" | "denials">): Severity {
  if (severity === "page" && ticketsAtMost.has(checkId)) return "ticket";
  if (severity === "ticket" && checkId === "endpoint-policy-denies" && denials >= burstDenials) return "page";
  return severity;
}

const rank = (severity: Severity) => (severity === "page" ? 0 : 1);

/** The worst first; of one severity what breaks the path, and what lies nearer to the client. */
function worstFirst(a: AlertingFinding, b: AlertingFinding): number {
  return (
    rank(a.severity) - rank(b.severity) ||
    Number(b.isVerdict) - Number(a.isVerdict) ||
    hops.indexOf(a.hop) - hops.indexOf(b.hop) ||
    (a.findingKey < b.findingKey ? -1 : 1)
  );
}

/**
 * One signal for each endpoint, whatever is found of it, and one for each other finding: people are told once that an
 * endpoint is in trouble. Findings that are neither page nor ticket tell nobody.
 */
export function findingSignals(findings: readonly AlertingFinding[]): Signal[] {
  const bySubject = new Map<string, AlertingFinding[]>();
  for (const found of findings) {
    const finding = { ...found, severity: alertingSeverity(found) };
    if (finding.severity !== "page" && finding.severity !== "ticket") continue;
    const { accountId, vpcEndpointId, findingKey } = finding;
    const key = `${accountId} ${vpcEndpointId ?? findingKey}`;
    bySubject.set(key, [...(bySubject.get(key) ?? []), finding]);
  }
  return [...bySubject.values()].map((all) => {
    const [worst] = all.toSorted(worstFirst) as [AlertingFinding, ...AlertingFinding[]];
    const { accountId, serviceName } = worst;
    return {
      accountId,
      subject: worst.vpcEndpointId ?? worst.findingKey,
      source: "diagnosis",
      severity: worst.severity === "page" ? "page" : "ticket",
      title: worst.title,
      sentence: worst.sentence,
      hop: worst.hop,
      checkId: worst.checkId,
      sloId: null,
      region: worst.region,
      vpcEndpointId: worst.vpcEndpointId,
      resourceType: worst.resourceType,
      resourceId: worst.resourceId,
      serviceName,
      owner: worst.owner,
      environment: worst.environment,
      groupKey: serviceName ?? accountId,
      findings: all.length,
      since: new Date(
        Math.min(
          ...all.filter(({ severity }) => severity === worst.severity).map(({ since }) => since.getTime()),
        ),
      ),
      confirm: worst.confirm,
    };
  });
}

export const sloSubject = (sloId: string) => ({ accountId: "", subject: `slo:${sloId}` });

/** One signal for each objective of whose policy a rule fires. */
export function sloSignals(slos: readonly AlertingSlo[]): Signal[] {
  return slos.map(({ sloId, title, reason, alertLevel, since }) =>
    fleetSignal({
      ...sloSubject(sloId),
      source: "slo",
      severity: alertLevel,
      title,
      sentence: reason,
      hop: null,
      sloId,
      resourceType: "slo",
      resourceId: sloId,
      since,
    }),
  );
}
