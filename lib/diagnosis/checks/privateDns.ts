import type { PathCheck } from "../evidenceSchema.ts";
import { dnsEntriesMissing, dnsNameConflict } from "./privateDns/entries.ts";
import { privateDnsOff, privateDnsUnverified } from "./privateDns/offered.ts";
import { dnsPublicAnswer } from "./privateDns/resolved.ts";
import { vpcDnsHostnamesOff, vpcDnsSupportOff } from "./privateDns/vpcAttributes.ts";

/** Hop 2: private DNS. */
export const privateDnsChecks: readonly PathCheck[] = [
  vpcDnsSupportOff,
  vpcDnsHostnamesOff,
  privateDnsUnverified,
  privateDnsOff,
  dnsNameConflict,
  dnsEntriesMissing,
  dnsPublicAnswer,
];
