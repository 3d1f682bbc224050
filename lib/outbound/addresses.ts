import ipaddr from "ipaddr.js";

export type AddressVerdict =
  /** On the public internet. */
  | "public"
  /** This machine or the network around it: only hosts that are allowed by name. */
  | "internal"
  /** Instance metadata and other link-local services, groups of machines, no machine at all: never. */
  | "forbidden";

const metadata = ipaddr.parseCIDR("fd00:ec2::/32");
const globalIpv6 = ipaddr.parseCIDR("2000::/3");
const nat64 = ipaddr.parseCIDR("64:ff9b::/96");
const internalRanges = new Set([
  "loopback",
  "private",
  "carrierGradeNat",
  "uniqueLocal",
  "deprecatedSiteLocal",
]);

/** Where an address leads, an IPv4 address inside an IPv6 address included. What is no address is forbidden. */
export function judgeAddress(address: string): AddressVerdict {
  if (!ipaddr.isValid(address)) return "forbidden";
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv6) {
    if (parsed.match(metadata)) return "forbidden";
    // DNS64 writes IPv4 addresses so; the gateway behind it connects to the address inside.
    if (parsed.match(nat64)) return judgeAddress(parsed.toByteArray().slice(12).join("."));
    if (parsed.range() === "unicast") return parsed.match(globalIpv6) ? "public" : "forbidden";
  }
  const range = parsed.range();
  if (range === "unicast") return "public";
  return internalRanges.has(range) ? "internal" : "forbidden";
}
