import { fail, item, pass, unknown, unusable } from "../checks/shared/answers.ts";
import type { Command } from "../schema.ts";
import { billQuery, usd } from "./bill.ts";
import type { FleetCheck, FleetCostDay } from "./factsSchema.ts";
import { fleetCheck, ofCostDay } from "./subjects.ts";

const check = fleetCheck("cost-anomaly", "ticket", "A day cost other than its weekday does", "G alerts");

/** As lib/cost judges it: the day against the band of its own weekday. Cheaper is worth knowing, dearer is a ticket. */
export const costAnomaly: FleetCheck<FleetCostDay> = {
  ...check,
  subject: ofCostDay,
  evaluate: ({ anomaly, day }) => {
    const gap = unusable(check, anomaly, `The cost of ${day}`);
    if (gap || anomaly.state !== "fresh") return gap ? [gap] : [];
    const { state, reason, usd: cost, low, high } = anomaly.value;
    const told = {
      evidence: [
        item(
          anomaly,
          `Cost of ${day}`,
          `${usd(cost)}; usual ${low === null || high === null ? "not known" : `${usd(low)} to ${usd(high)}`}`,
        ),
      ],
    };
    if (state === "unknown") return [unknown(check, reason, told)];
    if (state === "within") return [pass(check, reason, told)];
    return [fail(check, reason, { ...told, severity: state === "above" ? "ticket" : "info" })];
  },
  confirm: (facts): Command[] => [billQuery(facts, "Which usage type it was", 7)],
  fix: (facts) => ({
    owner: "consumer",
    summary: `See which usage type moved on ${facts.day}: zone-hours mean that endpoints came or went, gigabytes that a workload changed.`,
    console:
      "Billing › Cost Explorer › Service: Amazon Virtual Private Cloud › Group by: Usage type › Daily.",
    cli: [],
    terraform: "",
  }),
};
