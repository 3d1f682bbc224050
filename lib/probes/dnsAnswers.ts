import type { EndpointNetworkInterface } from "../inventory/schema.ts";
import type { ProbeSeries } from "./schema.ts";

/** One address that a resolver gave. `azId` is that of the interface it belongs to. */
export interface AnsweredAddress {
  address: string;
  inside: boolean;
  azId: string | null;
}

/**
 * What a name led to at one place.
 * - `expected`: every address is one of the endpoint's, and none that the name should give is left out.
 * - `left-out`: all are the endpoint's, but some that it has are not given.
 * - `elsewhere`: an address is not the endpoint's.
 * - `unknown`: no answer is told, it is too old, or the interfaces are not known.
 */
export interface DnsAnswer {
  name: string;
  place: string;
  /** Zone that the probe ran in. */
  azId: string | null;
  source: string;
  /** The zone that the name itself is of; null for the name of all zones. */
  zoneOfName: string | null;
  expected: string[];
  answered: AnsweredAddress[];
  leftOut: string[];
  ttlSeconds: number | null;
  at: string | null;
  state: "expected" | "left-out" | "elsewhere" | "unknown";
  /** What is known although no address is told; empty otherwise. */
  reason: string;
  /** Of the day's answers, those that led to the endpoint alone, and the others that could be judged. */
  answersInside: number;
  answersOutside: number;
}

type Interface = Pick<
  EndpointNetworkInterface,
  "azId" | "availabilityZone" | "privateIpAddress" | "privateIpAddresses" | "ipv6Addresses" | "goneAt"
>;

/** What DNS answered per name and place, held against the endpoint's interfaces. */
export function dnsAnswers(series: readonly ProbeSeries[], interfaces: readonly Interface[]): DnsAnswer[] {
  const living = interfaces.filter(({ goneAt }) => goneAt === null);
  const answers = series.flatMap((one) => {
    const answer = answerOf(one, living);
    return answer ? [answer] : [];
  });
  // Several kinds of probe ask for the same name at the same place.
  const byQuestion = Map.groupBy(answers, ({ name, place, source }) => [name, place, source].join(" "));
  return [...byQuestion.values()].map((same) => same.toSorted(mostTelling)[0] as DnsAnswer);
}

const mostTelling = (a: DnsAnswer, b: DnsAnswer) =>
  b.answered.length - a.answered.length || ((a.at ?? "") < (b.at ?? "") ? 1 : -1);

function answerOf(one: ProbeSeries, interfaces: readonly Interface[]): DnsAnswer | undefined {
  const name = hostOf(one.target);
  const { last, location, stale } = one;
  if (name === null || (!last && one.kind !== "dns")) return undefined;
  const zone = interfaces.find(({ availabilityZone }) => isZonal(name, availabilityZone));
  const own = zone ? interfaces.filter(({ azId }) => azId === zone.azId) : interfaces;
  const addressesOf = (them: readonly Interface[]) => [...new Set(them.flatMap(allAddresses))].toSorted();
  const expected = addressesOf(own);
  const answered = (last?.dnsAddresses ?? []).map((address): AnsweredAddress => {
    const its = interfaces.find((each) => allAddresses(each).includes(address));
    return { address, inside: its !== undefined, azId: its?.azId ?? null };
  });
  const given = new Set(answered.map(({ address }) => address));
  // A name without IPv6 records leaves no IPv6 address out.
  const families = new Set([...given].map(familyOf));
  const leftOut = expected.filter((address) => families.has(familyOf(address)) && !given.has(address));
  const base = {
    name,
    place: location.name,
    azId: location.azId ?? null,
    source: one.source,
    zoneOfName: zone?.azId ?? null,
    expected,
    answered,
    leftOut,
    ttlSeconds: last?.dnsTtlSeconds ?? null,
    at: last?.time ?? null,
    answersInside: one.answersInside,
    answersOutside: one.answersOutside,
  };
  return { ...base, ...judge(base, last?.answerInside ?? null, stale) };
}

function judge(
  { expected, answered, leftOut }: Pick<DnsAnswer, "expected" | "answered" | "leftOut">,
  answerInside: boolean | null,
  stale: boolean,
): Pick<DnsAnswer, "state" | "reason"> {
  if (stale) return { state: "unknown", reason: "Results have stopped coming." };
  if (answered.length === 0) {
    if (answerInside === null) return { state: "unknown", reason: "No answer is told." };
    return {
      state: answerInside ? "expected" : "elsewhere",
      reason: answerInside
        ? "The connection went to one of its interfaces; the source tells no list of addresses."
        : "The connection went to another address; the source tells no list of addresses.",
    };
  }
  if (expected.length === 0)
    return { state: "unknown", reason: "The addresses of the endpoint's interfaces are not known." };
  if (answered.some(({ inside }) => !inside)) return { state: "elsewhere", reason: "" };
  return { state: leftOut.length > 0 ? "left-out" : "expected", reason: "" };
}

const allAddresses = ({ privateIpAddress, privateIpAddresses, ipv6Addresses }: Interface) =>
  [privateIpAddress, ...privateIpAddresses, ...ipv6Addresses].filter((address) => address !== null);
const familyOf = (address: string) => (address.includes(":") ? 6 : 4);

/** `vpce-0a1b-x9y8-us-east-1b.…` is the name of one zone, which AWS writes as the account names it. */
const isZonal = (name: string, availabilityZone: string | null) =>
  availabilityZone !== null && (name.split(".")[0] ?? "").endsWith(`-${availabilityZone}`);

/** The host of a target (`host`, `host:port`, a URL); null where it is an address, which nobody resolves. */
export function hostOf(target: string): string | null {
  const host = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^@/]*@)?(\[[^\]]+\]|[^:/?#]+)/i.exec(target)?.[1] ?? "";
  if (host === "" || host.startsWith("[") || /^[0-9.]+$/.test(host)) return null;
  return host.toLowerCase();
}
