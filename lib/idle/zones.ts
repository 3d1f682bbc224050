import { judgeUse } from "./compute.ts";
import { type EndpointFacts, type Settings, trafficOfUse } from "./endpoints.ts";
import { endpointHourOf, monthlySaving, noSaving } from "./saving.ts";
import { type IdleVerdict, type Judgement, type Mark, noTraffic, type UseEvidence } from "./schema.ts";
import { reasons } from "./words.ts";

/** Subnets have to hold this share of what the endpoint carried before the silence of one of them is believed. */
const provenShare = 0.9;

/**
 * Which zones of an endpoint in use are not. An endpoint that is idle as a whole is judged as a whole, and where
 * there is one zone there is nothing to take away: both have no verdicts here.
 */
export function judgeZones(facts: EndpointFacts, whole: Judgement, settings: Settings): IdleVerdict[] {
  const used = whole.state === "active" || whole.cause === "little-traffic";
  if (!used || facts.subnets.length < 2) return [];
  return facts.subnets.map((subnet): IdleVerdict => {
    const evidence = zoneEvidence(facts, subnet, settings);
    const judged = believed(facts, judgeUse(evidence, settings.rule, settings.now));
    const product = endpointHourOf(facts.vpcEndpointType);
    const { region } = facts.subject;
    const saving =
      judged.state === "idle" && product
        ? monthlySaving(settings.prices, { product, region, units: 1, at: judged.asOf ?? settings.now })
        : noSaving(null);
    const { traffic, marks } = evidence;
    return {
      ...facts.subject,
      ...{ resourceType: "endpoint-az", subnetId: subnet.subnetId, azId: subnet.azId },
      ...judged,
      saving,
      lastTrafficAt: traffic.lastTrafficAt,
      windowBytes: judged.asOf ? traffic.bytes : null,
      evidence: {
        endpointBytes: trafficOfUse(facts).bytes,
        addedAt: subnet.addedAt,
        bytes: { "1d": traffic.bytes1d, "7d": traffic.bytes7d, window: traffic.bytes },
        attempts: { newConnections: traffic.newConnections, packetsDropped: traffic.packetsDropped },
        asked: marks.map(({ grain, collectedFrom, watermark }) => ({
          grain,
          from: collectedFrom,
          to: watermark,
        })),
        note: saving.note,
      },
    };
  });
}

function zoneEvidence(
  facts: EndpointFacts,
  { subnetId, addedAt }: EndpointFacts["subnets"][number],
  { lateAfterMs }: Settings,
): UseEvidence {
  const { inventory, metrics, perSubnet, subnetDetail, firstSeenAt } = facts;
  const createdAt = addedAt ?? facts.createdAt;
  return {
    what: "zone of the endpoint",
    state: null,
    inventory,
    metrics,
    createdAt,
    existedAt: createdAt ?? firstSeenAt,
    marks: perSubnet ? [knownTo(perSubnet, facts.whole)] : [],
    ...(subnetDetail && { attempts: subnetDetail }),
    traffic: facts.subnetTraffic.get(subnetId) ?? noTraffic,
    lateAfterMs,
  };
}

/**
 * Subnets are asked for only after the endpoint has carried something. Where it has not since they were, they are
 * known as far as it is: no part of nothing is something.
 */
function knownTo(perSubnet: Mark, whole: Mark | null): Mark {
  const silentSince = whole?.lastDatapointAt && whole.lastDatapointAt < perSubnet.watermark;
  return silentSince && whole.watermark > perSubnet.watermark
    ? { ...perSubnet, watermark: whole.watermark }
    : perSubnet;
}

/** A zone without a byte is idle only where the zones together hold what the endpoint carried. */
function believed(facts: EndpointFacts, judged: Judgement): Judgement {
  if (judged.state !== "idle") return judged;
  const { bytes } = trafficOfUse(facts);
  const inZones = [...facts.subnetTraffic.values()].reduce((sum, one) => sum + one.bytes, 0);
  if (inZones >= bytes * provenShare) return judged;
  return {
    ...judged,
    ...{ state: "unknown", cause: "parts-missing", confidence: null, idleDays: null },
    reason: reasons.partsMissing(inZones, bytes),
  };
}
