/** Where the bill departs from what the resources used, for tests of whoever holds the two against each other. */
import { type BillLine, VPC_SERVICE } from "./bill-line.ts";
import { regionInfo } from "./regions.ts";
import type { BillDeviation } from "./types.ts";

/** A month's lines of a region with what was planted in it; dollars and hours that are planted are the bill's very own. */
export function deviate(
  lines: BillLine[],
  region: string,
  month: string,
  planted: readonly BillDeviation[],
): BillLine[] {
  const ours = planted.filter((one) => one.region === region && one.day.startsWith(month));
  if (ours.length === 0) return lines;
  const found = lines.map(
    (line): BillLine => ({ ...line, quantity: line.quantity.slice(), cost: line.cost.slice() }),
  );
  for (const deviation of ours) {
    const day = Number(deviation.day.slice(8)) - 1;
    if (deviation.kind !== "late-day") {
      found.push(extraLine(deviation, day));
      continue;
    }
    for (const line of found.filter(({ accountId }) => accountId === deviation.accountId)) {
      line.quantity[day] = 0;
      line.cost[day] = 0;
    }
  }
  return found;
}

function extraLine(deviation: Exclude<BillDeviation, { kind: "late-day" }>, day: number): BillLine {
  const { accountId, region, kind } = deviation;
  const { billingPrefix, endpointHour } = regionInfo(region);
  const hours = `${billingPrefix}-VpcEndpoint-Hours`;
  const line: BillLine = {
    ...{ accountId, region, service: VPC_SERVICE, operation: "VpcEndpoint", unit: "Hrs" },
    usageType: kind === "tax" ? "NoUsageType" : hours,
    recordType: kind === "tax" ? "Tax" : kind === "credit" ? "Credit" : "Usage",
    quantity: new Float64Array(31),
    cost: new Float64Array(31),
  };
  line.quantity[day] = deviation.kind === "unknown-endpoint" ? deviation.hours : 0;
  line.cost[day] =
    deviation.kind === "unknown-endpoint"
      ? deviation.hours * endpointHour
      : deviation.kind === "credit"
        ? -deviation.usd
        : deviation.usd;
  return line;
}
