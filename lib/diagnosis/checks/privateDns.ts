import type { PathCheck } from "../evidenceSchema.ts";
import { dnsEntriesMissing, dnsNameConflict } from "./privateDns/entries.ts";
import { dnsPublicAnswer } from "./privateDns/resolved.ts";
import { privateDnsOff } from "./privateDns/switchedOff.ts";
import { privateDnsUnverified } from "./privateDns/verification.ts";
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
