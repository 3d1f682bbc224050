import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cidrsOf, rangeOf } from "./addresses.ts";
import type { IpPermission, SecurityGroupFacts } from "./factsSchema.ts";
import { evaluateGroups, type GroupQuestion } from "./securityGroups.ts";

const group = (groupId: string, ...ipPermissions: IpPermission[]): SecurityGroupFacts => ({
  ...{ groupId, groupName: groupId, accountId: "222222222222", vpcId: "vpc-1" },
  ipPermissions,
  ipPermissionsEgress: [],
});
const tcp = (ports: number | [number, number], ...cidrs: string[]): IpPermission => {
  const [FromPort, ToPort] = typeof ports === "number" ? [ports, ports] : ports;
  const v6 = cidrs.filter((cidr) => cidr.includes(":"));
  return {
    ...{ IpProtocol: "tcp", FromPort, ToPort },
    IpRanges: cidrs.filter((cidr) => !cidr.includes(":")).map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: v6.map((CidrIpv6) => ({ CidrIpv6 })),
  };
};
const ask = (groups: SecurityGroupFacts[], more: Partial<GroupQuestion> = {}) =>
  evaluateGroups({
    ...{ direction: "ingress", groups, protocol: "tcp", port: 443, ranges: ["10.0.0.0/16"] },
    ...{ peerGroupIds: [], prefixLists: [] },
    ...more,
  });
const reference = (GroupId: string, more: object = {}): IpPermission => ({
  ...{ IpProtocol: "tcp", FromPort: 443, ToPort: 443 },
  UserIdGroupPairs: [{ GroupId, UserId: "333333333333", ...more }],
});

describe("a set of security groups", () => {
  it.each<[string, IpPermission[], Partial<GroupQuestion>, string]>([
    ["the very range", [tcp(443, "10.0.0.0/16")], {}, "allow"],
    ["a wider range", [tcp(443, "10.0.0.0/8")], {}, "allow"],
    ["everyone", [tcp(443, "0.0.0.0/0")], {}, "allow"],
    ["two halves", [tcp(443, "10.0.0.0/17"), tcp(443, "10.0.128.0/17")], {}, "allow"],
    ["host bits set", [tcp(443, "10.0.9.9/16")], {}, "allow"],
    ["one half", [tcp(443, "10.0.0.0/17")], {}, "partly"],
    ["another range", [tcp(443, "10.1.0.0/16")], {}, "block"],
    ["no rule", [], {}, "block"],
    ["a port beside", [tcp(444, "10.0.0.0/16")], {}, "block"],
    ["a range of ports around it", [tcp([1, 65535], "10.0.0.0/16")], {}, "allow"],
    ["a range of ports that ends before", [tcp([1, 442], "10.0.0.0/16")], {}, "block"],
    ["all protocols", [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "10.0.0.0/16" }] }], {}, "allow"],
    [
      "TCP by number",
      [{ IpProtocol: "6", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.0.0.0/16" }] }],
      {},
      "allow",
    ],
    ["UDP asked, TCP allowed", [tcp(443, "10.0.0.0/16")], { protocol: "udp" }, "block"],
    [
      "ICMP, which has no ports",
      [{ IpProtocol: "icmp", FromPort: -1, ToPort: -1, IpRanges: [{ CidrIp: "10.0.0.0/16" }] }],
      {},
      "block",
    ],
    ["IPv6", [tcp(443, "2001:db8::/32")], { ranges: ["2001:db8:1::/64"] }, "allow"],
    ["IPv6 only, IPv4 asked", [tcp(443, "::/0")], {}, "block"],
    [
      "IPv4 covered, IPv6 not",
      [tcp(443, "10.0.0.0/16")],
      { ranges: ["10.0.0.0/16", "2001:db8::/64"] },
      "partly",
    ],
    ["a group that clients carry", [reference("sg-app")], { peerGroupIds: ["sg-app"] }, "allow"],
    [
      "a group of a peered VPC in another account",
      [reference("sg-far", { VpcPeeringConnectionId: "pcx-1" })],
      { peerGroupIds: ["sg-far", "sg-x"] },
      "allow",
    ],
    ["a group that no client carries", [reference("sg-app")], { peerGroupIds: ["sg-x"] }, "block"],
    ["a group, and nobody knows who carries it", [reference("sg-app")], { peerGroupIds: null }, "unknown"],
    [
      "a group not known, and a range that covers all",
      [reference("sg-app"), tcp(443, "10.0.0.0/8")],
      { peerGroupIds: null },
      "allow",
    ],
    [
      "a group whose peering is gone",
      [reference("sg-app", { PeeringStatus: "deleted" })],
      { peerGroupIds: ["sg-app"] },
      "block",
    ],
    ["no address asked, everybody let in", [tcp(443, "0.0.0.0/0")], { ranges: [] }, "allow"],
    ["no address asked, and no rule", [tcp(444, "0.0.0.0/0")], { ranges: [] }, "block"],
    ["no address asked", [tcp(443, "10.0.0.0/8")], { ranges: [] }, "unknown"],
    ["an address that is none", [tcp(443, "10.0.0.0/8")], { ranges: ["10.0.0.0/33"] }, "unknown"],
    ["a rule that is none", [tcp(443, "10.0/8")], {}, "unknown"],
  ])("with %s", (_, permissions, more, verdict) => {
    expect(ask([group("sg-1", ...permissions)], more).verdict).toBe(verdict);
  });

  it("looks into prefix lists whose entries are known, and names the others", () => {
    const rule: IpPermission = {
      ...{ IpProtocol: "tcp", FromPort: 443, ToPort: 443 },
      PrefixListIds: [{ PrefixListId: "pl-1" }],
    };
    const list = (...entries: string[]) => [{ prefixListId: "pl-1", prefixListName: null, entries }];
    expect(ask([group("sg-1", rule)], { prefixLists: list("10.0.0.0/17", "10.0.128.0/17") }).verdict).toBe(
      "allow",
    );
    expect(ask([group("sg-1", rule)], { prefixLists: list() }).verdict).toBe("block");
    const unread = ask([group("sg-1", rule)]);
    expect(unread).toMatchObject({ verdict: "unknown", unresolved: ["prefix list pl-1 in sg-1"] });
  });

  it("says what is not covered in the fewest blocks", () => {
    const answer = ask([group("sg-1", tcp(443, "10.0.64.0/18")), group("sg-2", tcp(443, "10.0.128.0/17"))]);
    expect(answer).toMatchObject({ verdict: "partly", uncovered: ["10.0.0.0/18"] });
  });

  it("reads the rules for what goes out apart from those for what comes in", () => {
    const both = { ...group("sg-1"), ipPermissionsEgress: [tcp(443, "10.0.0.0/8")] };
    expect(ask([both]).verdict).toBe("block");
    expect(ask([both], { direction: "egress", ranges: ["10.0.1.7"] }).verdict).toBe("allow");
  });

  it("names the rule that is nearest", () => {
    const nearest = (...permissions: IpPermission[]) => ask([group("sg-1", ...permissions)]).nearest;
    expect(nearest()).toBeNull();
    expect(nearest(tcp(3128, "10.0.0.0/16"), tcp(443, "192.168.0.0/16"))).toBe(
      "sg-1: tcp 443 from 192.168.0.0/16",
    );
    expect(nearest(tcp(3128, "10.0.0.0/16"), tcp(8443, "10.0.0.0/16"))).toBe(
      "sg-1: tcp 3128 from 10.0.0.0/16",
    );
    expect(nearest(tcp(3128, "10.0.0.0/16"), reference("sg-app"))).toBe(
      "sg-1: tcp 443 from sg-app of 333333333333",
    );
  });
});

// Addresses of 10.0.0.0/28 and 2001:db8::/124, so that each can be tried one by one.
const family = fc.constantFrom<4 | 6>(4, 6);
const block = fc
  .record({ family, address: fc.integer({ min: 0, max: 15 }), free: fc.integer({ min: 0, max: 4 }) })
  .map(({ family, address, free }) => cidrText(family, (address >> free) << free, free));
const cidrText = (family: 4 | 6, address: number, free: number) =>
  family === 4 ? `10.0.0.${address}/${32 - free}` : `2001:db8::${address.toString(16)}/${128 - free}`;
const ports = fc.tuple(fc.integer({ min: 440, max: 446 }), fc.integer({ min: 0, max: 4 }));
const permission = fc
  .record({
    protocol: fc.constantFrom("tcp", "udp", "-1", "icmp"),
    ports,
    cidrs: fc.array(block, { maxLength: 3 }),
    peers: fc.subarray(["sg-a", "sg-b"]),
    lists: fc.subarray(["pl-known", "pl-other"]),
  })
  .map(
    ({ protocol, ports: [from, more], cidrs, peers, lists }): IpPermission => ({
      ...tcp([from, from + more], ...cidrs),
      IpProtocol: protocol,
      ...(protocol === "-1" ? { FromPort: undefined, ToPort: undefined } : {}),
      UserIdGroupPairs: peers.map((GroupId) => ({ GroupId })),
      PrefixListIds: lists.map((PrefixListId) => ({ PrefixListId })),
    }),
  );
const listEntries = ["10.0.0.4/30", "2001:db8::8/125"];
const addressesOf = (cidr: string) => {
  const range = rangeOf(cidr)!;
  return Array.from(
    { length: Number(range.last - range.first) + 1 },
    (_, i) => `${range.family}/${range.first + BigInt(i)}`,
  );
};

/** One address against one rule at a time, by enumeration: nothing of intervals. */
function bruteForce(
  permissions: IpPermission[],
  { protocol, port, ranges, peerGroupIds }: GroupQuestion,
): string {
  const applies = permissions.filter(
    ({ IpProtocol, FromPort, ToPort }) =>
      IpProtocol === "-1" || (IpProtocol === protocol && FromPort! <= port && port <= ToPort!),
  );
  const named = applies.flatMap((rule) => rule.UserIdGroupPairs!.map(({ GroupId }) => GroupId!));
  if (peerGroupIds && named.some((id) => peerGroupIds.includes(id))) return "allow";
  const open = new Set(
    applies
      .flatMap((rule) => [
        ...rule.IpRanges!.map(({ CidrIp }) => CidrIp!),
        ...rule.Ipv6Ranges!.map(({ CidrIpv6 }) => CidrIpv6!),
        ...(rule.PrefixListIds!.some(({ PrefixListId }) => PrefixListId === "pl-known") ? listEntries : []),
      ])
      .flatMap(addressesOf),
  );
  const asked = ranges.flatMap(addressesOf);
  const through = asked.filter((address) => open.has(address));
  if (through.length === asked.length) return "allow";
  const hidden =
    (peerGroupIds === null && named.length > 0) ||
    applies.some((rule) => rule.PrefixListIds!.some(({ PrefixListId }) => PrefixListId === "pl-other"));
  if (hidden) return "unknown";
  return through.length === 0 ? "block" : "partly";
}

describe("whatever the rules", () => {
  const question = fc.record({
    permissions: fc.array(permission, { maxLength: 5 }),
    ranges: fc.array(block, { minLength: 1, maxLength: 3 }),
    peerGroupIds: fc.option(fc.subarray(["sg-a", "sg-c"])),
    protocol: fc.constantFrom<"tcp" | "udp">("tcp", "udp"),
  });
  const prefixLists = [{ prefixListId: "pl-known", prefixListName: null, entries: listEntries }];

  it("the answer is that of trying every address", () => {
    fc.assert(
      fc.property(question, ({ permissions, ...asked }) => {
        const full: GroupQuestion = {
          ...{ direction: "ingress", groups: [group("sg-1", ...permissions)], port: 443, prefixLists },
          ...asked,
        };
        expect(evaluateGroups(full).verdict).toBe(bruteForce(permissions, full));
      }),
      { numRuns: 1000 },
    );
  });

  it("it does not depend on the order of rules, nor on which group they are in", () => {
    fc.assert(
      fc.property(question, fc.integer({ min: 0, max: 5 }), ({ permissions, ...asked }, at) => {
        const base = { direction: "ingress" as const, port: 443, prefixLists, ...asked };
        const one = evaluateGroups({ ...base, groups: [group("sg-1", ...permissions)] });
        const turned = evaluateGroups({ ...base, groups: [group("sg-1", ...permissions.toReversed())] });
        expect(turned).toEqual(one);
        const split = [group("sg-1", ...permissions.slice(at)), group("sg-2", ...permissions.slice(0, at))];
        const apart = evaluateGroups({ ...base, groups: split });
        expect([apart.verdict, apart.uncovered]).toEqual([one.verdict, one.uncovered]);
      }),
    );
  });

  it("what is not covered is written back as blocks that hold the same addresses", () => {
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 6 }), (blocks) => {
        const written = cidrsOf(blocks.map((cidr) => rangeOf(cidr)!));
        const flat = (cidrs: string[]) => [...new Set(cidrs.flatMap(addressesOf))].sort();
        expect(flat(written)).toEqual(flat(blocks));
        expect(written.flatMap(addressesOf)).toHaveLength(flat(blocks).length);
      }),
    );
  });
});

describe("an address", () => {
  it.each(["", "x", "10", "10.0.0", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/33", "::/129", "1.2.3.4/8/8"])(
    "is not %j",
    (text) => expect(rangeOf(text)).toBeUndefined(),
  );
  it("may be a block of either family or alone", () => {
    expect(rangeOf("10.1.2.3")).toEqual({ family: 4, first: 0x0a010203n, last: 0x0a010203n });
    expect(cidrsOf([rangeOf("2001:DB8::1/64")!, rangeOf("0.0.0.0/0")!])).toEqual([
      "0.0.0.0/0",
      "2001:db8::/64",
    ]);
  });
});
