import { isIP } from "node:net";

/** An endpoint that a probe may be about. Names in lower case; a name may begin with `*.`. */
export interface Candidate {
  accountId: string;
  region: string;
  vpcEndpointId: string;
  vpcId: string | null;
  gone: boolean;
  names: string[];
  addresses: string[];
}

/** What a probe says about whom it probes and where it stands. */
export interface ProbeClaim {
  vpcEndpointId?: string;
  host?: string;
  vpcId?: string;
  accountId?: string;
  region?: string;
}

export type Match =
  | { endpoint: Candidate; unmatched?: undefined }
  | { endpoint?: undefined; unmatched: "none" | "ambiguous"; detail: string };

/**
 * The one endpoint that a probe is about: by its id, else by the host. Several endpoints may share a private name or
 * an address; then the probe's own VPC, account and region decide, where they leave one. Otherwise it is nobody's.
 */
export function matchEndpoint(claim: ProbeClaim, candidates: readonly Candidate[]): Match {
  const id = claim.vpcEndpointId ?? idInHost(claim.host);
  if (id !== undefined) {
    const found = preferPresent(candidates.filter((one) => one.vpcEndpointId === id));
    return found[0] ? { endpoint: found[0] } : { unmatched: "none", detail: `no endpoint ${id} is known` };
  }
  const { host } = claim;
  if (!host) return { unmatched: "none", detail: "it names neither an endpoint nor a host" };
  const found = narrow(preferPresent(candidates.filter((one) => isNamed(one, host))), claim);
  if (found.length === 1 && found[0]) return { endpoint: found[0] };
  if (found.length === 0)
    return { unmatched: "none", detail: `${host} is no name or address of an endpoint that is known` };
  return {
    unmatched: "ambiguous",
    detail: `${host} may be any of ${found.length} endpoints; say which by its id`,
  };
}

function isNamed({ names, addresses }: Candidate, host: string): boolean {
  if (addresses.includes(host)) return true;
  return namesToAsk(host).some((name) => names.includes(name));
}

/** A host, and the wildcard that it may be covered by. */
export function namesToAsk(host: string): string[] {
  if (isIP(host)) return [host];
  const dot = host.indexOf(".");
  return dot < 0 ? [host] : [host, `*${host.slice(dot)}`];
}

/** Candidates by what they are found by. */
export class CandidateIndex {
  readonly #by = new Map<string, Map<string, Candidate>>();

  add(candidates: readonly Candidate[]): void {
    for (const one of candidates)
      for (const key of [one.vpcEndpointId, ...one.names, ...one.addresses]) {
        const found = this.#by.get(key) ?? new Map<string, Candidate>();
        found.set(`${one.accountId} ${one.region} ${one.vpcEndpointId}`, one);
        this.#by.set(key, found);
      }
  }

  /** Those that a claim can be about. */
  near({ vpcEndpointId, host }: ProbeClaim): Candidate[] {
    const id = vpcEndpointId ?? idInHost(host);
    const keys = id !== undefined ? [id] : host ? namesToAsk(host) : [];
    return [...new Map(keys.flatMap((key) => [...(this.#by.get(key) ?? [])])).values()];
  }
}

function preferPresent(candidates: Candidate[]): Candidate[] {
  const present = candidates.filter(({ gone }) => !gone);
  return present.length > 0 ? present : candidates;
}

function narrow(candidates: Candidate[], claim: ProbeClaim): Candidate[] {
  let left = candidates;
  for (const key of ["vpcId", "accountId", "region"] as const) {
    if (left.length < 2 || claim[key] === undefined) continue;
    const closer = left.filter((one) => one[key] === claim[key]);
    if (closer.length > 0) left = closer;
  }
  return left;
}

/** AWS's own names of an endpoint begin with its id: `vpce-0abc…-x1y2z3.sqs.us-east-1.vpce.amazonaws.com`. */
export function idInHost(host: string | undefined): string | undefined {
  return /^(vpce-[0-9a-f]{8,17})(-|$)/.exec(host ?? "")?.[1];
}

/** The host of a probe's target (a URL, host:port, [address]:port), in lower case and without a closing dot. */
export function hostOf(target: string): string | undefined {
  const text = target.trim().toLowerCase();
  if (isIP(text)) return text;
  const rest = text.replace(/^[a-z][a-z0-9+.-]*:\/\//, "").replace(/^[^/@]*@/, "");
  const bracketed = /^\[([0-9a-f:.]+)\]/.exec(rest)?.[1];
  if (bracketed) return isIP(bracketed) ? bracketed : undefined;
  const host = /^([a-z0-9_*.-]+?)\.?(:\d+)?([/?#]|$)/.exec(rest)?.[1];
  return host || undefined;
}
