import type { Fleet } from "../fleet/fleet.ts";
import { privateSubnet } from "../fleet/network.ts";
import { type ProbeSample, type ProbeTarget, probeAt, probesOf, scrapeSecond } from "../fleet/probes.ts";
import { type Matcher, matches } from "./promql.ts";

export type Labels = Record<string, string>;

/** One series of the blackbox exporter. */
export interface ProbeSeries {
  labels: Labels;
  target: ProbeTarget;
  read: (sample: ProbeSample) => number | undefined;
}

/** Prometheus forgets what is older. */
const KEPT_SECONDS = 15 * 86_400;

const METRICS: Record<string, (sample: ProbeSample) => number | undefined> = {
  probe_success: ({ success }) => (success ? 1 : 0),
  probe_dns_lookup_time_seconds: ({ dnsLookup }) => dnsLookup,
  probe_duration_seconds: ({ duration }) => duration,
  probe_http_status_code: ({ httpStatus }) => httpStatus,
  probe_ip_addr_hash: ({ address }) => (address === undefined ? undefined : addressHash(address)),
};

/** Series that match and whose target existed at some time in [from, to], seconds. */
export function findSeries(
  fleet: Fleet,
  matchers: readonly Matcher[],
  from: number,
  to: number,
): ProbeSeries[] {
  const names = Object.keys(METRICS).filter((name) =>
    matches(named(matchers, "__name__"), { __name__: name }),
  );
  if (names.length === 0) return [];
  const found: ProbeSeries[] = [];
  const outer = matchers.filter(({ label }) => ["vpc_endpoint_id", "account_id"].includes(label));
  for (const endpoint of fleet.plan.endpoints) {
    const gone =
      endpoint.createdAt / 1000 > to || (endpoint.deletedAt ?? Number.POSITIVE_INFINITY) / 1000 < from;
    const ids = { vpc_endpoint_id: endpoint.id, account_id: endpoint.accountId };
    if (gone || !matches(outer, ids)) continue;
    for (const target of probesOf(fleet, endpoint)) {
      for (const name of names) {
        if (name === "probe_http_status_code" && target.module !== "https") continue;
        const labels = labelsOf(name, target);
        if (matches(matchers, labels))
          found.push({ labels, target, read: METRICS[name] as ProbeSeries["read"] });
      }
    }
  }
  return found;
}

function named(matchers: readonly Matcher[], label: string): Matcher[] {
  return matchers.filter((matcher) => matcher.label === label);
}

function labelsOf(name: string, { endpoint, azId, job, module, instance, farRegion }: ProbeTarget): Labels {
  const { vpc } = endpoint;
  return {
    __name__: name,
    account_id: endpoint.accountId,
    az_id: azId,
    instance,
    job,
    module,
    region: farRegion ?? endpoint.region,
    ...(farRegion ? { probe_location: `probe-${farRegion}` } : {}),
    ...(vpc.clientsLocked ? { subnet_id: privateSubnet(vpc, azId).id } : {}),
    vpc_endpoint_id: endpoint.id,
  };
}

/** Reads samples of a fleet; neighbouring series share the probe they come from. */
export class SampleReader {
  readonly #fleet: Fleet;
  readonly #now: number;
  #last: { target: ProbeTarget; minute: number; sample: ProbeSample | undefined } | undefined;

  /** `now` in seconds: later samples do not exist yet. */
  constructor(fleet: Fleet, now: number) {
    this.#fleet = fleet;
    this.#now = now;
  }

  /** The value current at `at`, seconds: that of the latest scrape, nothing where it brought none. */
  instant(series: ProbeSeries, at: number): number | undefined {
    if (at > this.#now) return undefined;
    return this.#value(series, Math.floor((at - scrapeSecond(series.target)) / 60));
  }

  /** Samples in (from, to], at their own times in seconds. */
  range(series: ProbeSeries, from: number, to: number): [time: number, value: number][] {
    const second = scrapeSecond(series.target);
    const found: [number, number][] = [];
    const last = Math.min(to, this.#now);
    for (let minute = Math.floor((from - second) / 60) + 1; minute * 60 + second <= last; minute++) {
      const value = this.#value(series, minute);
      if (value !== undefined) found.push([minute * 60 + second, value]);
    }
    return found;
  }

  #value({ target, read }: ProbeSeries, minute: number): number | undefined {
    if (minute * 60 < this.#now - KEPT_SECONDS) return undefined;
    if (this.#last?.target !== target || this.#last.minute !== minute)
      this.#last = { target, minute, sample: probeAt(this.#fleet, target, minute) };
    return this.#last.sample && read(this.#last.sample);
  }
}

/** The exporter's own hash of an IPv4 address: 32-bit FNV-1a of its four bytes. */
export function addressHash(address: string): number {
  let hash = 0x811c9dc5;
  for (const byte of address.split(".")) hash = Math.imul(hash ^ Number(byte), 0x01000193);
  return hash >>> 0;
}
