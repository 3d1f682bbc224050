import { summarizePolicy } from "../policySummary.ts";
import { ruleLines } from "../ruleWords.ts";
import {
  type ComparedTrait,
  type EndpointTraits,
  type SimilarEndpoints,
  type TraitName,
  traitNames,
} from "./schema.ts";

/** How many that work are shown. */
const atMost = 5;

/**
 * What an endpoint has that others like it, which work, have not. Those of the same service come first, of these those
 * of the same VPC, account, region; of the same likeness, those that differ least: the fewer the differences, the more
 * each says.
 */
export function compareSimilar(own: EndpointTraits, others: readonly EndpointTraits[]): SimilarEndpoints {
  const sameService = (one: EndpointTraits) =>
    own.serviceName !== null && one.serviceName === own.serviceName;
  const sameVpc = (one: EndpointTraits) => own.vpcId !== null && one.vpcId === own.vpcId;
  const ownValues = valuesOf(own, null);
  const similar = others
    .filter((one) => one.verdict === "in-order" && (sameService(one) || sameVpc(one)))
    .map((one) => {
      const shares = sameService(one) ? (sameVpc(one) ? "service-and-vpc" : "service") : "vpc";
      const { vpcEndpointId, accountId, accountName, region } = one;
      const traits = compare(ownValues, valuesOf(one, own));
      const likeness =
        (sameService(one) ? 8 : 0) +
        (sameVpc(one) ? 4 : 0) +
        (accountId === own.accountId ? 2 : 0) +
        (region === own.region ? 1 : 0);
      const differences = traits.filter(({ differs }) => differs).length;
      return {
        likeness,
        differences,
        vpcEndpointId,
        accountId,
        accountName,
        region,
        shares,
        traits,
      } as const;
    })
    .toSorted(
      (a, b) =>
        b.likeness - a.likeness ||
        a.differences - b.differences ||
        (a.vpcEndpointId < b.vpcEndpointId ? -1 : 1),
    )
    .slice(0, atMost)
    .map(({ likeness: _, differences: __, ...rest }) => rest);
  return {
    own: traitNames.map((trait) => ({ trait, text: ownValues[trait].text, differs: null })),
    similar,
    considered: others.length,
  };
}

interface TraitValue {
  text: string;
  /** What is compared; null where it is not known. */
  key: string | null;
}

function compare(own: Record<TraitName, TraitValue>, other: Record<TraitName, TraitValue>): ComparedTrait[] {
  return traitNames.map((trait) => {
    const [a, b] = [own[trait].key, other[trait].key];
    return { trait, text: other[trait].text, differs: a === null || b === null ? null : a !== b };
  });
}

const onOff = (flag: boolean | null) => (flag === null ? "not known" : flag ? "on" : "off");
const flagKey = (...flags: (boolean | null)[]) => (flags.includes(null) ? null : flags.join(" "));

function valuesOf(one: EndpointTraits, own: EndpointTraits | null): Record<TraitName, TraitValue> {
  // The zones of another region are others by name, and none the worse for it.
  const zonesComparable = own === null || own.region === one.region;
  const zones = one.azIds.toSorted();
  return {
    zones: {
      text: zones.length > 0 ? zones.map(shortZone).join(" ") : "none",
      key: zonesComparable ? zones.join(" ") : null,
    },
    security: securityValue(one),
    "private-dns": { text: onOff(one.privateDnsEnabled), key: flagKey(one.privateDnsEnabled) },
    "dns-options": {
      text: [one.ipAddressType, one.dnsRecordIpType].filter(Boolean).join(", records ") || "not known",
      key:
        one.ipAddressType === null && one.dnsRecordIpType === null
          ? null
          : `${one.ipAddressType} ${one.dnsRecordIpType}`,
    },
    "vpc-dns": {
      text:
        one.enableDnsSupport === null && one.enableDnsHostnames === null
          ? "not known"
          : `support ${onOff(one.enableDnsSupport)}, host names ${onOff(one.enableDnsHostnames)}`,
      key: flagKey(one.enableDnsSupport, one.enableDnsHostnames),
    },
    policy: policyValue(one.policyDocument),
    state: { text: one.state ?? "not known", key: one.state?.toLowerCase() ?? null },
  };
}

/** By what is let in, not by the group's id: in another VPC the id is another one always. */
function securityValue({ securityGroupIds, inbound }: EndpointTraits): TraitValue {
  if (securityGroupIds.length === 0) return { text: "none", key: "none" };
  if (inbound === null) return { text: "rules not collected", key: null };
  const lines = [
    ...new Set(ruleLines(inbound, "from").map((line) => line.replace(/ \(.*\)$/, ""))),
  ].toSorted();
  if (lines.length === 0) return { text: "lets nobody in", key: "" };
  const shown = lines.slice(0, 2).join("; ");
  return { text: lines.length > 2 ? `${shown} and ${lines.length - 2} more` : shown, key: lines.join("\n") };
}

function policyValue(document: string | null): TraitValue {
  const { kind } = summarizePolicy(document);
  if (kind === "none") return { text: "none", key: "none" };
  if (kind === "full-access") return { text: "full access", key: "full access" };
  return { text: kind === "unreadable" ? "cannot be read" : "of its own", key: document };
}

const shortZone = (azId: string) => /-(az\d+)$/.exec(azId)?.[1] ?? azId;
