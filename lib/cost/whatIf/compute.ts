import { hoursPerMonth } from "../estimates/monthly.ts";

/** Prices of one region, US dollars; null where none is known. */
export interface WhatIfPrices {
  endpointHour: number | null;
  endpointGb: number | null;
  natHour: number | null;
  natGb: number | null;
  /** Data between zones, each way. */
  interAzGb: number | null;
  /** A transit gateway's attachment and its data: of no price list that is read; to be given. */
  transitHour: number | null;
  transitGb: number | null;
}

/** One endpoint, or several alike, in a month of 730 hours. */
export interface Usage {
  zones: number;
  /** Null where nobody measured. */
  gb: number | null;
}

/** What a month costs now and would cost; null with the reason where a price or a measurement is not known. */
export interface WhatIf {
  nowUsd: number | null;
  thenUsd: number | null;
  /** Negative when it would cost more. */
  savingUsd: number | null;
  /** What the answer takes for granted, or why there is none. */
  notes: string[];
}

const unknown = (reason: string): WhatIf => ({
  nowUsd: null,
  thenUsd: null,
  savingUsd: null,
  notes: [reason],
});
const compare = (nowUsd: number, thenUsd: number, ...notes: string[]): WhatIf => ({
  ...{ nowUsd, thenUsd, savingUsd: nowUsd - thenUsd, notes },
});
const unmeasured = "its data was not measured";

/** Hours and data of an interface endpoint; null where a price or the data is not known. */
function endpointUsd({ zones, gb }: Usage, { endpointHour, endpointGb }: WhatIfPrices): number | null {
  if (endpointHour === null || endpointGb === null || gb === null) return null;
  return zones * hoursPerMonth * endpointHour + gb * endpointGb;
}

/**
 * The same endpoint in fewer zones. Clients of a zone that is given up reach it across zones, which is paid both ways
 * (nothing where the price given is 0: AWS has not charged it for PrivateLink in most regions since 2022).
 * @param movedGb data that goes through the zones given up; null where it is not known by zone.
 */
export function fewerZones(usage: Usage, keep: number, movedGb: number | null, prices: WhatIfPrices): WhatIf {
  if (!Number.isInteger(keep) || keep < 1 || keep > usage.zones)
    return unknown(`keeps ${keep} of ${usage.zones} zones`);
  const { endpointHour, interAzGb } = prices;
  if (endpointHour === null) return unknown("no price of an endpoint hour is known");
  const crossing =
    interAzGb === 0 || keep === usage.zones
      ? 0
      : movedGb === null || interAzGb === null
        ? null
        : 2 * movedGb * interAzGb;
  if (crossing === null)
    return unknown(
      movedGb === null ? "its data is not known by zone" : "no price of data between zones is known",
    );
  const hours = (zones: number) => zones * hoursPerMonth * endpointHour;
  const note =
    "the data itself costs the same and is left out; a zone that fails takes its share of the others' resilience";
  return compare(hours(usage.zones), hours(keep) + crossing, note);
}

/** NAT gateways instead of an endpoint. @param newGateways to be made for it: 0 where the VPC has them anyway. */
export function natInstead(usage: Usage, newGateways: number, prices: WhatIfPrices): WhatIf {
  const now = endpointUsd(usage, prices);
  const { natHour, natGb } = prices;
  if (usage.gb === null) return unknown(unmeasured);
  if (now === null) return unknown("no price of endpoints is known");
  if (natHour === null || natGb === null) return unknown("no price of NAT gateways is known");
  const note = "the service has to be reachable by a public address, and traffic leaves the private network";
  return compare(now, newGateways * hoursPerMonth * natHour + usage.gb * natGb, note);
}

/** A gateway endpoint instead, which is free, for the two services that have one. */
export function gatewayInstead(serviceName: string, usage: Usage, prices: WhatIfPrices): WhatIf {
  if (!/\.(s3|dynamodb)$/.test(serviceName)) return unknown("only S3 and DynamoDB have gateway endpoints");
  if (usage.gb === null) return unknown(unmeasured);
  const now = endpointUsd(usage, prices);
  if (now === null) return unknown("no price of endpoints is known");
  return compare(
    now,
    0,
    "clients outside the VPC, over VPN, peering or transit gateway, cannot use a gateway endpoint",
  );
}

/** One endpoint for all, reached through a transit gateway. @param newAttachments VPCs that have none yet. */
export function centralInstead(
  each: readonly Usage[],
  centralZones: number,
  newAttachments: number,
  prices: WhatIfPrices,
): WhatIf {
  const { transitHour, transitGb, endpointHour, endpointGb } = prices;
  const gb = each.reduce<number | null>(
    (sum, one) => (sum === null || one.gb === null ? null : sum + one.gb),
    0,
  );
  if (gb === null) return unknown("the data of one of them was not measured");
  if (endpointHour === null || endpointGb === null) return unknown("no price of endpoints is known");
  if (transitGb === null || (transitHour === null && newAttachments > 0))
    return unknown("no price of a transit gateway is given");
  const now = each.reduce((sum, one) => sum + (endpointUsd(one, prices) ?? 0), 0);
  const central = endpointUsd({ zones: centralZones, gb }, prices) ?? 0;
  const transit = newAttachments * hoursPerMonth * (transitHour ?? 0) + gb * transitGb;
  return compare(
    now,
    central + transit,
    "one endpoint policy and one quota for all; private DNS has to be shared by a hosted zone",
  );
}

/**
 * Gigabytes a month from which an endpoint costs less than NAT gateways; 0 where it always does, null where it never
 * does or a price is not known.
 */
export function breakEvenGb(zones: number, newGateways: number, prices: WhatIfPrices): number | null {
  const { endpointHour, endpointGb, natHour, natGb } = prices;
  if (endpointHour === null || endpointGb === null || natHour === null || natGb === null) return null;
  const more = hoursPerMonth * (zones * endpointHour - newGateways * natHour);
  if (more <= 0) return natGb >= endpointGb ? 0 : null;
  return natGb > endpointGb ? more / (natGb - endpointGb) : null;
}
