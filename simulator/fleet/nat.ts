/** What leaves a VPC through its NAT gateway: a little of everything, and what passes its endpoints by. */
import type { Fleet } from "./fleet.ts";
import { awsId, hashString } from "./hash.ts";
import { windows } from "./incidents.ts";
import type { Series } from "./series.ts";
import type { Traffic } from "./traffic.ts";
import type { VpcSpec } from "./types.ts";

const BYTES_PER_HOUR = 20e6;

export const natGatewayId = (vpc: VpcSpec) => awsId("nat", vpc.id);

/** Bytes to destinations over minutes since 1970. */
export class NatSeries implements Series {
  readonly #fleet: Fleet;
  readonly #traffic: Traffic;
  readonly #vpc: VpcSpec;

  constructor(fleet: Fleet, traffic: Traffic, vpc: VpcSpec) {
    this.#fleet = fleet;
    this.#traffic = traffic;
    this.#vpc = vpc;
  }

  value(statistic: string, from: number, to: number): number | undefined {
    return statistic === "Sum" ? Math.round(this.#usual(from, to) + this.#passedBy(from, to)) : undefined;
  }

  hasData(): boolean {
    return true;
  }

  /** The same every hour, a tenth more or less from day to day. */
  #usual(from: number, to: number): number {
    let sum = 0;
    for (let at = from; at < to; ) {
      const day = Math.floor(at / 1440);
      const end = Math.min(to, (day + 1) * 1440);
      const share = 0.9 + ((hashString(`${this.#vpc.id}/nat/${day}`) >>> 0) % 200) / 1000;
      sum += ((end - at) / 60) * BYTES_PER_HOUR * share;
      at = end;
    }
    return sum;
  }

  #passedBy(from: number, to: number): number {
    let sum = 0;
    for (const incident of this.#fleet.plan.incidents) {
      const kept = incident.factors.bytes ?? 1;
      if (!incident.bypass || kept <= 0) continue;
      const endpoint = this.#fleet.endpointById(incident.target);
      if (endpoint?.vpc.id !== this.#vpc.id) continue;
      for (const [start, end] of windows(incident, from, to))
        sum += this.#traffic.sum(endpoint, "bytes", start, end) * (1 / kept - 1);
    }
    return sum;
  }
}
