import type { PathCheck } from "../../evidenceSchema.ts";
import type { Fix } from "../../schema.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import { awsCommand, consumerOf, endpointOf, lastOf } from "../shared/commands.ts";
import { type CheckIdentity, onEndpoint, withInterfaces } from "../shared/consumer.ts";
import { sumOf, wholePoints } from "../shared/traffic.ts";

const droppedCheck: CheckIdentity = {
  ...{ id: "packets-dropped", hop: "endpoint", role: "symptom", severity: "ticket" },
  title: "The endpoint drops packets",
  source: "AWS alarms",
};
const resetsCheck: CheckIdentity = {
  ...{ id: "endpoint-resets", hop: "endpoint", role: "symptom", severity: "ticket" },
  title: "Connections are reset more than usual",
  source: "D 6",
};

/** AWS's recommended alarm on PacketsDropped: 5 datapoints of 5. */
export const dropsInARow = 5;
/** Playbook, hop 3. */
export const droppedShare = 0.005;
/** Packets are not counted by AWS: bytes are taken to come in packets of this size, about half an Ethernet frame. Ours. */
export const assumedPacketBytes = 750;

/** Drops in five buckets in a row up to the watermark, or more than one in 200 packets of the window (estimated from bytes). */
export const packetsDropped: PathCheck = {
  ...droppedCheck,
  evaluate: (evidence) =>
    onEndpoint(
      droppedCheck,
      evidence,
      { applies: withInterfaces, needs: ["metrics"] },
      ({ metrics, endpoint }) => {
        const { vpcEndpointId } = endpoint.value;
        const points = wholePoints(metrics.value);
        const dropped = sumOf(points, "packetsDropped");
        const asked = points.filter((point) => point.packetsDropped !== null);
        const bytes = sumOf(asked, "bytesProcessed");
        if (!mostlyAsked(points, "packetsDropped"))
          return [unknown(droppedCheck, "PacketsDropped has not been asked for lately.")];
        const told = [item(metrics, "Packets dropped in the window", String(dropped ?? 0), vpcEndpointId)];
        if (dropped === null)
          return [pass(droppedCheck, "There was no traffic, so nothing was dropped.", { evidence: told })];
        if (dropped === 0) return [pass(droppedCheck, "No packet was dropped.", { evidence: told })];
        const packets = bytes === null ? null : bytes / assumedPacketBytes;
        const share = packets === null ? null : dropped / (packets + dropped);
        if (share !== null)
          told.push(
            item(
              { ...metrics, source: "estimated from bytes" },
              "Share of packets dropped",
              `${(share * 100).toFixed(2)} %`,
              vpcEndpointId,
            ),
          );
        const row = lastInARow(points, metrics.value.to);
        const step = points[0]?.periodSeconds === 60 ? "minutes" : "periods";
        if (row >= dropsInARow)
          return [
            fail(
              droppedCheck,
              `Packets were dropped in each of the last ${row} ${step} (${dropped} in the window).`,
              { evidence: told },
            ),
          ];
        if (share !== null && share > droppedShare)
          return [
            fail(
              droppedCheck,
              `About ${(share * 100).toFixed(1)} % of packets were dropped (${dropped} of an estimated ${Math.round((packets ?? 0) + dropped)}).`,
              { evidence: told },
            ),
          ];
        return [
          pass(droppedCheck, `${dropped} packets were dropped, below what matters.`, { evidence: told }),
        ];
      },
    ),
  confirm: (evidence) =>
    metricCommands(
      evidence,
      "PacketsDropped",
      "0 in most minutes; drops in five minutes in a row confirm the finding.",
    ),
  fix: () =>
    symptomFix(
      "Keep packets under 8,500 bytes (MTU, jumbo frames), then look at the hops behind: drops grow with what the service cannot take.",
    ),
};

/** Whether at least half of the buckets with traffic were asked for a metric: details come later, and less often. */
function mostlyAsked(points: Points, field: "packetsDropped" | "rstPacketsReceived"): boolean {
  return points.filter((point) => point[field] !== null).length * 2 >= points.length;
}

/** How many buckets in a row dropped something, back from the last that was asked for. A bucket of silence ends the row. */
function lastInARow(points: Points, to: Date): number {
  const byTime = new Map(points.map((point) => [point.ts.getTime(), point.packetsDropped]));
  const step = Math.min(...points.map(({ periodSeconds }) => periodSeconds)) * 1000;
  let ts = Math.floor((to.getTime() - 1) / step) * step;
  while (byTime.get(ts) === null) ts -= step;
  let row = 0;
  for (; (byTime.get(ts) ?? 0) > 0; ts -= step) row++;
  return row;
}

type Points = ReturnType<typeof wholePoints>;

/** This much more than usual, and so many at all: a handful of resets is how clients hang up. Ours. */
export const resetsMultiple = 3;
export const fewestResets = 20;

/** Resets for each new connection, held against the weeks before; for each second where connections are not known. */
export const endpointResets: PathCheck = {
  ...resetsCheck,
  evaluate: (evidence) =>
    onEndpoint(
      resetsCheck,
      evidence,
      { applies: withInterfaces, needs: ["metrics"] },
      ({ metrics, endpoint }) => {
        const { vpcEndpointId } = endpoint.value;
        const { from, to, baseline } = metrics.value;
        const points = wholePoints(metrics.value);
        const resets = sumOf(points, "rstPacketsReceived");
        if (!mostlyAsked(points, "rstPacketsReceived"))
          return [unknown(resetsCheck, "RstPacketsReceived has not been asked for lately.")];
        const told = [item(metrics, "Resets in the window", String(resets ?? 0), vpcEndpointId)];
        if (resets === null || resets < fewestResets)
          return [
            pass(resetsCheck, `${resets ?? 0} resets are too few to mean anything.`, { evidence: told }),
          ];
        if (baseline?.rstPacketsReceived === null || !baseline || baseline.coveredSeconds <= 0)
          return [
            unknown(resetsCheck, `${resets} resets were received; what is usual here is not known yet.`, {
              evidence: told,
            }),
          ];
        const asked = points.filter((point) => point.rstPacketsReceived !== null);
        const connections = sumOf(asked, "newConnections");
        const perConnection = (connections ?? 0) > 0 && (baseline.newConnections ?? 0) > 0;
        const now = perConnection
          ? resets / (connections ?? 1)
          : resets / ((to.getTime() - from.getTime()) / 1000);
        const usual =
          baseline.rstPacketsReceived /
          (perConnection ? (baseline.newConnections ?? 1) : baseline.coveredSeconds);
        const unit = perConnection ? "for each new connection" : "a second";
        told.push(item(metrics, "Usual resets", `${usual.toPrecision(2)} ${unit}`, vpcEndpointId));
        if (now < usual * resetsMultiple)
          return [
            pass(resetsCheck, `Resets are as usual: ${now.toPrecision(2)} ${unit}.`, { evidence: told }),
          ];
        const more =
          usual > 0 ? `${(now / usual).toFixed(1)} times as many as usual` : "where there were none before";
        return [fail(resetsCheck, `${resets} resets were received, ${more} ${unit}.`, { evidence: told })];
      },
    ),
  confirm: (evidence) =>
    metricCommands(
      evidence,
      "RstPacketsReceived",
      "About as many as in the weeks before; a multiple confirms the finding.",
    ),
  fix: () =>
    symptomFix(
      "Long idle connections: set TCP keepalives below 350 s. Otherwise look at target health and restarts behind the load balancer.",
    ),
};

function metricCommands(evidence: Parameters<PathCheck["confirm"]>[0], metric: string, expect: string) {
  const side = consumerOf(evidence);
  const endpoint = side && endpointOf(side);
  if (!side || !endpoint) return [];
  const dimensions = [
    `Name='Endpoint Type',Value=${endpoint.vpcEndpointType}`,
    `Name='Service Name',Value=${endpoint.serviceName ?? ""}`,
    `Name='VPC Endpoint Id',Value=${endpoint.vpcEndpointId}`,
    `Name='VPC Id',Value=${endpoint.vpcId ?? ""}`,
  ].join(" ");
  const end = lastOf(side.metrics)?.to ?? null;
  if (end === null) return [];
  const start = new Date(end.getTime() - 60 * 60_000);
  return [
    awsCommand(
      side,
      `${metric} of the hour that was judged, minute by minute`,
      `cloudwatch get-metric-statistics --namespace AWS/PrivateLinkEndpoints --metric-name ${metric} --dimensions ${dimensions} --statistics Sum --period 60 --start-time ${start.toISOString()} --end-time ${end.toISOString()}`,
      expect,
    ),
  ];
}

const symptomFix = (summary: string): Fix => ({
  ...{ owner: "consumer", summary, console: "", cli: [], terraform: "" },
});
