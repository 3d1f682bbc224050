import type { PathCheck } from "../../evidenceSchema.ts";
import type { ProbeFacts } from "../../factsSchema.ts";
import type { CheckAnswer } from "../../schema.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import { callUrl } from "../shared/callUrl.ts";
import { clientCommand } from "../shared/commands.ts";
import type { CheckIdentity } from "../shared/consumer.ts";
import {
  afterConnect,
  connecting,
  connectTally,
  hostOf,
  liveProbes,
  noProbes,
  placeOf,
} from "../shared/probeTally.ts";

const check: CheckIdentity = {
  ...{ id: "error-rate-high", hop: "targets", role: "symptom", severity: "page" },
  title: "Calls are answered with errors",
  source: "G M7, F5",
};

/** As for connections: one failure is noise, two are worth a ticket, from this share on clients notice. Ours. */
const failuresForTicket = 2;
const failingShareForPage = 0.05;
const failuresForPage = 3;

/**
 * Calls of probes that connected and then failed: bad status, broken TLS or HTTP. What did not connect is
 * `probe-connect-failing`'s; load balancers of this kind count no statuses.
 */
export const errorRateHigh: PathCheck = {
  ...check,
  evaluate: ({ probes, objectives }) => {
    const gap = noProbes(probes);
    if (gap || probes.state !== "fresh") return [unknown(check, gap ?? "")];
    const own = connecting(liveProbes(probes)).filter(({ kind }) => kind !== "tcp");
    if (own.length === 0) return [unknown(check, "No probe asks for an answer: they only connect.")];
    const zones = Map.groupBy(own, ({ locationAzId }) => locationAzId ?? "");
    return [...zones.entries()]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([azId, series]) => judge(azId, series, probes, objectives.errorRate));
  },
  confirm: (evidence) =>
    (evidence.probes.state === "fresh" ? connecting(liveProbes(evidence.probes)) : [])
      .filter(({ kind }) => kind !== "tcp")
      .slice(0, 3)
      .map(({ target, location, locationSubnetId }) =>
        clientCommand(
          locationSubnetId ?? location,
          "What is answered",
          `curl -s --connect-timeout 5 --max-time 10 -o /dev/null -w '%{http_code} after %{time_total} s\\n' ${callUrl(target, evidence)}`,
          "A status below 400; 5xx confirms the finding.",
        ),
      ),
  fix: () => ({
    owner: "provider",
    summary: "A symptom: the network does its part. Look at the targets' logs and at their last deployment.",
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
  const tallies = series.map((one) => {
    const { attempts, failures } = connectTally([one]);
    const errors = afterConnect.reduce((sum, name) => sum + (one.errors[name] ?? 0), 0);
    return { one, errors, answered: attempts - failures };
  });
  const errors = tallies.reduce((sum, one) => sum + one.errors, 0);
  const answered = tallies.reduce((sum, one) => sum + one.answered, 0);
  const where = azId === "" ? "" : ` from ${azId}`;
  const said = {
    lanes: azId === "" ? [] : [azId],
    evidence: tallies.map(({ one, errors: own, answered: of }) =>
      item(
        from,
        `${one.kind} probe of ${hostOf(one.target)} by ${placeOf(one)}`,
        `${own} of ${of} answers were errors${one.last?.httpStatus ? `, last status ${one.last.httpStatus}` : ""}`,
        one.seriesId,
      ),
    ),
  };
  if (answered === 0) return unknown(check, `No probe${where} got as far as an answer.`, said);
  const share = errors / answered;
  const limit = `objective ${(objective * 100).toPrecision(2)} %`;
  if (share <= objective)
    return pass(check, `${errors} of ${answered} answers${where} were errors, within the objective.`, said);
  const severity =
    share >= failingShareForPage && errors >= failuresForPage
      ? "page"
      : errors >= failuresForTicket
        ? "ticket"
        : "info";
  return fail(check, `${errors} of ${answered} answers${where} were errors (${limit}).`, {
    ...said,
    severity,
  });
}
