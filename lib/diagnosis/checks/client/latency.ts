import type { PathCheck, PathEvidence } from "../../evidenceSchema.ts";
import type { ProbeFacts } from "../../factsSchema.ts";
import type { Command, Fix } from "../../schema.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import { callUrl } from "../shared/callUrl.ts";
import { clientCommand } from "../shared/commands.ts";
import type { CheckIdentity } from "../shared/consumer.ts";
import { connecting, hostOf, liveProbes, noProbes, placeOf } from "../shared/probeTally.ts";

const highCheck: CheckIdentity = {
  ...{ id: "probe-latency-high", hop: "client", role: "symptom", severity: "ticket" },
  title: "Probes are slow",
  source: "G M3",
};
const deltaCheck: CheckIdentity = {
  ...{ id: "cross-region-latency", hop: "client", role: "symptom", severity: "ticket" },
  title: "The way through another region is slow",
  source: "G M9, F4",
};

/** A 95th percentile of fewer results is that of one or two of them. Ours. */
const fewestResults = 10;

const milliseconds = (seconds: number) => `${Math.round(seconds * 1000)} ms`;
type Timed = ProbeFacts & { totalSecondsP95: number };
const timed = (probes: readonly ProbeFacts[]): Timed[] =>
  probes.filter((one): one is Timed => one.totalSecondsP95 !== null && one.successes >= fewestResults);
const p95Item = (from: Parameters<typeof item>[0], one: Timed) =>
  item(
    from,
    `P95 of ${hostOf(one.target)} by ${placeOf(one)}`,
    milliseconds(one.totalSecondsP95),
    one.seriesId,
  );
const zonesOf = (probes: readonly ProbeFacts[]) => probes.flatMap(({ locationAzId }) => locationAzId ?? []);

/** P95 of the probes that connect, held against the objective for one region; a service in another is judged by its delta. */
export const probeLatencyHigh: PathCheck = {
  ...highCheck,
  evaluate: ({ probes, region, consumer, objectives }) => {
    const serviceRegion =
      consumer.ours && consumer.endpoint.state === "fresh" ? consumer.endpoint.value.serviceRegion : null;
    if (serviceRegion !== null && serviceRegion !== region)
      return [
        notApplicable(
          highCheck,
          `The service is in ${serviceRegion}: the objective is for calls within a region.`,
        ),
      ];
    const gap = noProbes(probes);
    if (gap || probes.state !== "fresh") return [unknown(highCheck, gap ?? "")];
    const own = timed(connecting(liveProbes(probes))).filter(
      ({ locationRegion }) => locationRegion === null || locationRegion === region,
    );
    if (own.length === 0)
      return [unknown(highCheck, `No probe in ${region} has ${fewestResults} timed results in its window.`)];
    const slow = own.filter(({ totalSecondsP95 }) => totalSecondsP95 > objectives.latencyP95Seconds);
    const slowest = Math.max(...own.map(({ totalSecondsP95 }) => totalSecondsP95));
    const limit = milliseconds(objectives.latencyP95Seconds);
    if (slow.length === 0)
      return [
        pass(highCheck, `95 % of probes take ${milliseconds(slowest)} or less (objective ${limit}).`, {
          evidence: own.map((one) => p95Item(probes, one)),
        }),
      ];
    return [
      fail(highCheck, `One in twenty probes takes ${milliseconds(slowest)} or longer (objective ${limit}).`, {
        evidence: slow.map((one) => p95Item(probes, one)),
        lanes: slow.length === own.length ? [] : zonesOf(slow),
      }),
    ];
  },
  confirm: (evidence) => timing(evidence),
  fix: () =>
    symptomFix(
      "Look for the slow phase (resolve, connect, TLS, first byte), then for flow pressure and target health behind it.",
    ),
};

/** P95 from other regions than the service's, held against the fastest probe in the service's own region. */
export const crossRegionLatency: PathCheck = {
  ...deltaCheck,
  evaluate: ({ probes, region, consumer, objectives }) => {
    const gap = noProbes(probes);
    if (gap || probes.state !== "fresh") return [unknown(deltaCheck, gap ?? "")];
    const endpoint =
      consumer.ours && consumer.endpoint.state === "fresh" ? consumer.endpoint.value : undefined;
    const home = endpoint?.serviceRegion ?? region;
    const own = connecting(liveProbes(probes));
    const isHome = ({ locationRegion }: ProbeFacts) => (locationRegion ?? region) === home;
    const far = own.filter((one) => !isHome(one));
    if (far.length === 0)
      return [notApplicable(deltaCheck, `All probes run in ${home}, where the service is.`)];
    const near = timed(own.filter(isHome));
    if (near.length === 0)
      return [
        unknown(deltaCheck, `No probe in ${home} has enough results to hold those of other regions against.`),
      ];
    const compared = timed(far).flatMap((one) => {
      const same = near.filter(({ kind }) => kind === one.kind).map(({ totalSecondsP95 }) => totalSecondsP95);
      return same.length > 0 ? [{ one, delta: one.totalSecondsP95 - Math.min(...same) }] : [];
    });
    if (compared.length === 0)
      return [unknown(deltaCheck, `No probe of the same kind runs in ${home} and in another region.`)];
    const slow = compared.filter(({ delta }) => delta > objectives.crossRegionDeltaSeconds);
    const most = Math.max(...compared.map(({ delta }) => delta));
    const limit = milliseconds(objectives.crossRegionDeltaSeconds);
    const evidence = [...compared.map(({ one }) => one), ...near].map((one) => p95Item(probes, one));
    if (slow.length === 0)
      return [
        pass(
          deltaCheck,
          `Calls from other regions take at most ${milliseconds(Math.max(0, most))} more (objective ${limit}).`,
          { evidence },
        ),
      ];
    return [
      fail(
        deltaCheck,
        `Calls from other regions take ${milliseconds(most)} more than in ${home} (objective ${limit}).`,
        {
          ...{ evidence, lanes: slow.length === compared.length ? [] : zonesOf(slow.map(({ one }) => one)) },
        },
      ),
    ];
  },
  confirm: (evidence) => timing(evidence),
  fix: () =>
    symptomFix(
      "Use an endpoint to the service in the clients' own region, or take the distance into the objective.",
    ),
};

/** The phases of one call from each place that is probed. */
function timing(evidence: PathEvidence): Command[] {
  return connecting(evidence.probes.state === "fresh" ? liveProbes(evidence.probes) : [])
    .slice(0, 3)
    .map(({ target, locationSubnetId, location }) => {
      const url = callUrl(target, evidence);
      return clientCommand(
        locationSubnetId ?? location,
        "Where the time goes",
        `curl -s --connect-timeout 5 --max-time 10 -o /dev/null -w 'dns %{time_namelookup} connect %{time_connect} tls %{time_appconnect} first %{time_starttransfer} total %{time_total}\\n' ${url}`,
        "Each phase under the objective; the one that is not says where to look.",
      );
    });
}

const symptomFix = (summary: string): Fix => ({
  ...{ owner: "consumer", summary, console: "", cli: [], terraform: "" },
});
