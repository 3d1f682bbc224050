import { lastDayOf } from "../../natGateways/compute.ts";
import type { BypassedEndpoint, NatTraffic } from "../../natGateways/data.ts";
import type { Piece } from "../evidenceSchema.ts";
import type { EgressFacts } from "../fleet/factsSchema.ts";
import { missing, type Scopes } from "./scopes.ts";

interface Around {
  scopes: Scopes;
  now: Date;
  /** Endpoints of the VPC that lost their traffic, or of which it is not known; none where the VPC has no NAT gateway. */
  bypassed: readonly BypassedEndpoint[];
  /** By id. */
  nat: ReadonlyMap<string, NatTraffic>;
  routesKnown: boolean;
}

/**
 * What leaves a VPC beside its endpoints: looked for only where one of them lost more than half of what it carried, since a
 * NAT gateway does not tell where its bytes go. Where each carries what it used to, nothing passes it by.
 */
export function egressPiece(
  vpc: { accountId: string; region: string },
  { scopes, now, bypassed, nat, routesKnown }: Around,
): Piece<EgressFacts[]> {
  if (!routesKnown) return missing("network", "the VPC's route tables are not known");
  const blind = bypassed.find(({ state }) => state === "unknown");
  const found: EgressFacts[] = [];
  for (const { state, serviceName, natGatewayIds } of bypassed) {
    if (state !== "lost") continue;
    for (const gatewayId of natGatewayIds) {
      const traffic = nat.get(gatewayId);
      const { bytes, usual } = traffic ? lastDayOf(traffic, now) : { bytes: null, usual: null };
      if (bytes === null)
        return missing(
          "metrics",
          `the traffic to ${serviceName} fell by more than half, and what left ${gatewayId} on the last day has not been read yet`,
        );
      found.push({ serviceName, gatewayId, bytesLastDay: bytes, usualBytesPerDay: usual });
    }
  }
  if (found.length === 0 && blind)
    return missing("metrics", `what ${blind.vpcEndpointId} carried on the last day has not been collected`);
  return scopes.piece("metrics", vpc, found);
}
