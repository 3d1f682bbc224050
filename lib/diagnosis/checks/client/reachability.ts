import type { PathCheck } from "../../evidenceSchema.ts";
import type { ProbeFacts } from "../../factsSchema.ts";
import type { CheckAnswer } from "../../schema.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import { callUrl } from "../shared/callUrl.ts";
import { clientCommand, consumerOf, describeEndpoint } from "../shared/commands.ts";
import type { CheckIdentity } from "../shared/consumer.ts";
import { connecting, connectTally, hostOf, liveProbes, noProbes, placeOf } from "../shared/probeTally.ts";

const check: CheckIdentity = {
  ...{ id: "probe-connect-failing", hop: "client", role: "symptom", severity: "page" },
  title: "Probes do not connect",
  source: "G M2",
};

/** One lost probe is noise and worth knowing; two in a window are worth a ticket. Ours. */
const failuresForTicket = 2;
/** From this share of failing probes on, clients notice. Ours: well above what a restart of a prober loses. */
const failingShareForPage = 0.05;
const failuresForPage = 3;

/** Share of probes that connect, over the probes' window and by the zone that they probe from. */
export const probeConnectFailing: PathCheck = {
  ...check,
  evaluate: ({ probes, objectives }) => {
    const gap = noProbes(probes);
    if (gap || probes.state !== "fresh") return [unknown(check, gap ?? "")];
    const own = connecting(liveProbes(probes));
    if (own.length === 0) return [unknown(check, "Probes only resolve the endpoint's names: none connects.")];
    const zones = Map.groupBy(own, ({ locationAzId }) => locationAzId ?? "");
    return [...zones.entries()]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([azId, series]) => judge(azId, series, probes, objectives.connectSuccess));
  },
  confirm: (evidence, answer) => {
    const side = consumerOf(evidence);
    const probed = evidence.probes.state === "fresh" ? connecting(liveProbes(evidence.probes)) : [];
    const { locationSubnetId = null, target } = probed.find(
      ({ locationAzId }) => answer.lanes.length === 0 || answer.lanes.includes(locationAzId ?? ""),
    ) ??
      probed[0] ?? { target: evidence.vpcEndpointId };
    return [
      clientCommand(
        locationSubnetId ?? "the VPC",
        "What the client sees",
        `curl -sv --connect-timeout 5 --max-time 10 -o /dev/null ${callUrl(target, evidence)}`,
        "`Connected to …`; a timeout or a refusal confirms the finding.",
      ),
      ...(side
        ? [
            describeEndpoint(
              side,
              evidence.vpcEndpointId,
              "State:State,LastError:LastError",
              "`available`, no error.",
            ),
          ]
        : []),
    ];
  },
  fix: () => ({
    owner: "consumer",
    summary:
      "A symptom: follow the first broken hop; where none is found, look at those that could not be judged.",
    console: "",
    cli: [],
    terraform: "",
  }),
};

function judge(
  azId: string,
  series: ProbeFacts[],
  from: Parameters<typeof item>[0],
  objective: number,
): CheckAnswer {
  const { attempts, failures } = connectTally(series);
  const share = attempts === 0 ? 0 : failures / attempts;
  const where = azId === "" ? "" : ` from ${azId}`;
  const said = {
    lanes: azId === "" ? [] : [azId],
    evidence: series.map((one) => {
      const tally = connectTally([one]);
      const why = Object.entries(one.errors)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, count]) => `${count} ${name}`);
      const told = `${tally.attempts - tally.failures} of ${tally.attempts} connected${why.length > 0 ? ` (${why.join(", ")})` : ""}`;
      return item(from, `${one.kind} probe of ${hostOf(one.target)} by ${placeOf(one)}`, told, one.seriesId);
    }),
  };
  if (attempts === 0) return unknown(check, `No probe${where} was made.`, said);
  if (1 - share >= objective)
    return pass(
      check,
      `All but ${failures} of ${attempts} probes${where} connect, within the objective.`,
      said,
    );
  const severity =
    share >= failingShareForPage && failures >= failuresForPage
      ? "page"
      : failures >= failuresForTicket
        ? "ticket"
        : "info";
  const objectiveWords = `objective ${(objective * 100).toFixed(2)} %`;
  const kinds = listWords([...new Set(series.flatMap(({ errors }) => Object.keys(errors)))].sort());
  return fail(
    check,
    `${failures} of ${attempts} probes${where} did not connect (${objectiveWords})${kinds ? `: ${kinds}` : ""}.`,
    { ...said, severity },
  );
}
