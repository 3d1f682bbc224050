import { fail, item, pass, unknown, unusable } from "../checks/shared/answers.ts";
import { awsCommand } from "../checks/shared/commands.ts";
import { billQuery, usd } from "./bill.ts";
import type { FleetCheck, FleetCostDay } from "./factsSchema.ts";
import { fleetCheck, ofCostDay } from "./subjects.ts";

const check = fleetCheck("cost-unreconciled", "ticket", "The estimate is not what was billed", "ours");

/** As lib/cost judges it: what credits, tax and the like explain is explained; more than 5 % that is left fails. */
export const costUnreconciled: FleetCheck<FleetCostDay> = {
  ...check,
  subject: ofCostDay,
  evaluate: ({ reconciliation, day }) => {
    const gap = unusable(check, reconciliation, `The bill of ${day}`);
    if (gap || reconciliation.state !== "fresh") return gap ? [gap] : [];
    const { state, reason, estimatedUsd, billedUsd, unexplainedUsd, causes, priceDate } =
      reconciliation.value;
    const told = {
      evidence: [
        item(
          { ...reconciliation, source: "estimated" },
          `Estimated for ${day}`,
          `${usd(estimatedUsd)}${priceDate ? `, prices of ${priceDate}` : ""}`,
        ),
        item(reconciliation, `Billed for ${day}`, usd(billedUsd)),
        item(
          reconciliation,
          "Not explained",
          `${usd(unexplainedUsd)}${causes.length > 0 ? `, besides ${causes.toSorted().join(", ")}` : ""}`,
        ),
      ],
    };
    if (state === "unknown") return [unknown(check, reason, told)];
    return [(state === "unreconciled" ? fail : pass)(check, reason, told)];
  },
  confirm: (facts) => [
    billQuery(facts, "What was billed, by usage type", 1),
    awsCommand(
      facts,
      "Endpoints that there are",
      "ec2 describe-vpc-endpoints --query 'VpcEndpoints[].{Id:VpcEndpointId,Type:VpcEndpointType,Created:CreationTimestamp,Subnets:SubnetIds}'",
      "Those that the inventory lists; one more explains a bill above the estimate.",
    ),
  ],
  fix: (facts) => ({
    owner: "consumer",
    summary: `Find what is billed in ${facts.region} and not in the inventory, or listed and not billed: regions and accounts left out, endpoints made and deleted within the day, discounts.`,
    console: "Billing › Cost Explorer › Service: Amazon Virtual Private Cloud › Group by: Usage type.",
    cli: [],
    terraform: "",
  }),
};
