import ipaddr from "ipaddr.js";

/** Addresses from first to last, both included, of one family. */
export interface AddressRange {
  family: 4 | 6;
  first: bigint;
  last: bigint;
}

const bitsOf = { 4: 32, 6: 128 } as const;

/** A CIDR block or a single address as a range; undefined where it is neither. Host bits of a block are ignored, as EC2 does. */
export function rangeOf(text: string): AddressRange | undefined {
  const before = read.get(text);
  if (before !== undefined || read.has(text)) return before;
  const range = readRange(text);
  // The same blocks stand in rules, VPCs and subnets all over a fleet.
  if (read.size >= mostRead) read.clear();
  read.set(text, range);
  return range;
}

const read = new Map<string, AddressRange | undefined>();
const mostRead = 20_000;

function readRange(text: string): AddressRange | undefined {
  const [address = "", prefix, ...more] = text.trim().split("/");
  if (more.length > 0 || !ipaddr.isValid(address)) return undefined;
  const parsed = ipaddr.parse(address);
  // A bare number is an IPv4 address to ipaddr.js, and to nobody who writes rules.
  if (parsed.kind() === "ipv4" && !ipaddr.IPv4.isValidFourPartDecimal(address)) return undefined;
  const family = parsed.kind() === "ipv4" ? 4 : 6;
  const bits = bitsOf[family];
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (!(length >= 0 && length <= bits)) return undefined;
  const value = parsed.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const hosts = (1n << BigInt(bits - length)) - 1n;
  const first = (value >> BigInt(bits - length)) << BigInt(bits - length);
  return { family, first, last: first + hosts };
}

/** What is left of `ranges` when `holes` are taken out, in order of addresses, IPv4 first, without overlaps. */
export function subtractRanges(
  ranges: readonly AddressRange[],
  holes: readonly AddressRange[],
): AddressRange[] {
  const cut = merged(holes);
  return merged(ranges).flatMap((range) => {
    const left: AddressRange[] = [];
    let first = range.first;
    for (const hole of cut) {
      if (hole.family !== range.family || hole.last < first || hole.first > range.last) continue;
      if (hole.first > first) left.push({ family: range.family, first, last: hole.first - 1n });
      first = hole.last + 1n;
    }
    if (first <= range.last) left.push({ family: range.family, first, last: range.last });
    return left;
  });
}

/** True where the two share an address. */
export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

function merged(ranges: readonly AddressRange[]): AddressRange[] {
  const result: AddressRange[] = [];
  for (const range of ranges.toSorted(byAddress)) {
    const last = result.at(-1);
    if (last && last.family === range.family && range.first <= last.last + 1n) {
      if (range.last > last.last) last.last = range.last;
    } else result.push({ ...range });
  }
  return result;
}

const byAddress = (a: AddressRange, b: AddressRange) =>
  a.family - b.family || (a.first < b.first ? -1 : a.first > b.first ? 1 : 0);

/** The fewest CIDR blocks that are these ranges, in order of addresses. */
export function cidrsOf(ranges: readonly AddressRange[]): string[] {
  return merged(ranges).flatMap(({ family, first, last }) => {
    const bits = bitsOf[family];
    const blocks: string[] = [];
    for (let start = first; start <= last; ) {
      let hostBits = 0;
      while (
        hostBits < bits &&
        start % (1n << BigInt(hostBits + 1)) === 0n &&
        start + (1n << BigInt(hostBits + 1)) - 1n <= last
      )
        hostBits++;
      blocks.push(`${addressText(family, start)}/${bits - hostBits}`);
      start += 1n << BigInt(hostBits);
    }
    return blocks;
  });
}

function addressText(family: 4 | 6, value: bigint): string {
  const bytes = Array.from({ length: bitsOf[family] / 8 }, (_, i) =>
    Number((value >> BigInt(bitsOf[family] - 8 * (i + 1))) & 255n),
  );
  return ipaddr.fromByteArray(bytes).toString();
}
