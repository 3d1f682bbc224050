import { ruleLines } from "../inventory/ruleWords.ts";
import { type AddressRange, cidrsOf, overlaps, rangeOf, subtractRanges } from "./addresses.ts";
import type { IpPermission, PrefixListFacts, SecurityGroupFacts } from "./factsSchema.ts";

/** May these far ends talk to what carries `groups`, or may what carries them talk to the far ends? */
export interface GroupQuestion {
  /** `ingress`: far ends are the clients. `egress`: far ends are what is called. */
  direction: "ingress" | "egress";
  /** All groups of one interface: their rules add up. */
  groups: readonly SecurityGroupFacts[];
  protocol: "tcp" | "udp";
  port: number;
  /** CIDR blocks or addresses of the far ends, IPv4 and IPv6. */
  ranges: readonly string[];
  /** Groups that the far ends carry, in whichever account or peered VPC; null: not known. */
  peerGroupIds: readonly string[] | null;
  /** Prefix lists whose entries are known. */
  prefixLists: readonly PrefixListFacts[];
}

export interface GroupAnswer {
  /**
   * - `allow`: every address of `ranges` gets through, or all far ends by a group that they carry.
   * - `partly`: some addresses do; `uncovered` are those that do not.
   * - `block`: none does, or no rule is for this port at all, whoever the far ends are.
   * - `unknown`: what is `uncovered` by the known rules may get through by those in `unresolved`.
   */
  verdict: "allow" | "partly" | "block" | "unknown";
  /** CIDR blocks of `ranges` that no known rule lets through. */
  uncovered: string[];
  /** What could not be looked into, in words: `prefix list pl-0a1 in sg-0b2`. */
  unresolved: string[];
  /** Rules for this port and protocol, whomever they are for: `sg-0b2: tcp 443 from 10.0.0.0/16`. */
  portRules: string[];
  /** CIDR blocks that rules for this port name, themselves or by a prefix list; the id of a list that is not known. */
  portRanges: string[];
  /** Groups that rules for this port refer to. */
  referencedGroupIds: string[];
  /** The rule that comes nearest to letting all through, as above; null where there is no rule at all. */
  nearest: string | null;
}

/**
 * Evaluates security groups as EC2 does: rules only allow, those of all groups add up, the order does not matter. ICMP
 * rules say nothing about a port. https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
export function evaluateGroups(question: GroupQuestion): GroupAnswer {
  const rules = rulesOf(question);
  const matching = rules.filter((rule) => matchesPort(rule.permission, question));
  const asked = question.ranges.flatMap((text) => rangeOf(text) ?? []);
  const ends = matching.map((rule) => farEndsOf(rule, question));
  const byGroup = ends.some(({ everyone }) => everyone);
  const covered = ends.flatMap((end) => end.covered);
  const left = byGroup ? [] : subtractRanges(asked, covered);
  const unreadable = question.ranges.filter((text) => rangeOf(text) === undefined);
  const rangeGaps =
    question.ranges.length === 0
      ? ["no address of the far end is known"]
      : unreadable.map((text) => `the far end's range ${text}`);
  const ruleGaps = ends.flatMap((end) => end.unresolved);
  return {
    verdict:
      byGroup || (rangeGaps.length > 0 && coversEverybody(asked, covered))
        ? "allow"
        : matching.length === 0
          ? "block"
          : verdictOf(asked, left, rangeGaps.length > 0, ruleGaps.length > 0),
    uncovered: cidrsOf(left),
    unresolved: [...new Set([...rangeGaps, ...ruleGaps])].sort(),
    portRules: matching.flatMap(wordsOf(question.direction)).sort(),
    portRanges: matching.flatMap((rule) => rangesOf(rule, question)).sort(),
    referencedGroupIds: [
      ...new Set(
        matching.flatMap(({ permission }) =>
          (permission.UserIdGroupPairs ?? []).flatMap(({ GroupId }) => GroupId ?? []),
        ),
      ),
    ].sort(),
    nearest: nearestOf(rules, question, asked),
  };
}

/** Far ends of which not every address is known: rules for the whole of a family let them in, whoever they are. */
function coversEverybody(asked: readonly AddressRange[], covered: readonly AddressRange[]): boolean {
  const families = asked.length > 0 ? [...new Set(asked.map(({ family }) => family))] : ([4, 6] as const);
  const whole = (family: 4 | 6) => {
    const everything = rangeOf(family === 4 ? "0.0.0.0/0" : "::/0");
    return everything !== undefined && subtractRanges([everything], covered).length === 0;
  };
  return asked.length > 0 ? families.every(whole) : families.some(whole);
}

function verdictOf(
  asked: AddressRange[],
  left: AddressRange[],
  rangeGap: boolean,
  ruleGap: boolean,
): GroupAnswer["verdict"] {
  if (rangeGap) return "unknown";
  if (left.length === 0) return "allow";
  // A rule that cannot be read may let through what the others do not.
  if (ruleGap) return "unknown";
  return cidrsOf(left).join() === cidrsOf(asked).join() ? "block" : "partly";
}

interface Rule {
  groupId: string;
  permission: IpPermission;
}

function rulesOf({ groups, direction }: GroupQuestion): Rule[] {
  return groups.flatMap((group) =>
    (direction === "ingress" ? group.ipPermissions : group.ipPermissionsEgress).map((permission) => ({
      groupId: group.groupId,
      permission,
    })),
  );
}

const protocolNumbers: Record<string, string> = { tcp: "6", udp: "17" };

function matchesProtocol({ IpProtocol }: IpPermission, { protocol }: GroupQuestion): boolean {
  return IpProtocol === "-1" || IpProtocol === protocol || IpProtocol === protocolNumbers[protocol];
}

/** How many ports away the rule is; 0 where it covers the port. Rules for all protocols have no ports. */
function portDistance({ IpProtocol, FromPort, ToPort }: IpPermission, port: number): number {
  if (IpProtocol === "-1" || FromPort === undefined || FromPort === -1) return 0;
  const to = ToPort === undefined || ToPort === -1 ? FromPort : ToPort;
  return port < FromPort ? FromPort - port : port > to ? port - to : 0;
}

const matchesPort = (permission: IpPermission, question: GroupQuestion) =>
  matchesProtocol(permission, question) && portDistance(permission, question.port) === 0;

interface FarEnds {
  covered: AddressRange[];
  /** The far ends carry a group that the rule names. */
  everyone: boolean;
  unresolved: string[];
}

function farEndsOf({ groupId, permission }: Rule, question: GroupQuestion): FarEnds {
  const ends: FarEnds = { covered: [], everyone: false, unresolved: [] };
  const addRange = (text: string | undefined, what: string) => {
    const range = text === undefined ? undefined : rangeOf(text);
    if (range) ends.covered.push(range);
    else ends.unresolved.push(`${what} in ${groupId}`);
  };
  for (const { CidrIp } of permission.IpRanges ?? []) addRange(CidrIp, `the range ${CidrIp ?? "?"}`);
  for (const { CidrIpv6 } of permission.Ipv6Ranges ?? []) addRange(CidrIpv6, `the range ${CidrIpv6 ?? "?"}`);
  for (const { PrefixListId } of permission.PrefixListIds ?? []) {
    const list = question.prefixLists.find(({ prefixListId }) => prefixListId === PrefixListId);
    if (!list) ends.unresolved.push(`prefix list ${PrefixListId ?? "?"} in ${groupId}`);
    else if (list.entries === null)
      ends.unresolved.push(`prefix list ${PrefixListId}, whose entries may not be read, in ${groupId}`);
    for (const entry of list?.entries ?? []) addRange(entry, `entry ${entry} of ${PrefixListId}`);
  }
  for (const { GroupId, UserId, PeeringStatus } of permission.UserIdGroupPairs ?? []) {
    // A rule whose peering is gone is stale: it lets nobody in any more.
    if (PeeringStatus === "deleted") continue;
    if (question.peerGroupIds === null)
      ends.unresolved.push(`group ${GroupId ?? "?"}${UserId ? ` of ${UserId}` : ""} in ${groupId}`);
    else if (GroupId !== undefined && question.peerGroupIds.includes(GroupId)) ends.everyone = true;
  }
  return ends;
}

const rangesOf = (
  { permission: { IpRanges, Ipv6Ranges, PrefixListIds } }: Rule,
  { prefixLists }: GroupQuestion,
): string[] => [
  ...(IpRanges ?? []).flatMap(({ CidrIp }) => CidrIp ?? []),
  ...(Ipv6Ranges ?? []).flatMap(({ CidrIpv6 }) => CidrIpv6 ?? []),
  ...(PrefixListIds ?? []).flatMap(({ PrefixListId = "?" }) => entriesOf(prefixLists, PrefixListId)),
];

/** What is on a prefix list; its id where that is not known. */
export const entriesOf = (lists: readonly PrefixListFacts[], id: string): string[] =>
  lists.find(({ prefixListId }) => prefixListId === id)?.entries ?? [id];

const wordsOf =
  (direction: GroupQuestion["direction"]) =>
  ({ groupId, permission }: Rule): string[] =>
    ruleLines([permission], direction === "ingress" ? "from" : "to").map((line) => `${groupId}: ${line}`);

/** Nearest is the right port for others, then a near port for the right ones, then any other rule of the protocol. */
function nearestOf(rules: Rule[], question: GroupQuestion, asked: AddressRange[]): string | null {
  const scored = rules.flatMap((rule) => {
    const { covered, everyone } = farEndsOf(rule, question);
    const reaches = everyone || covered.some((range) => asked.some((client) => overlaps(range, client)));
    const distance = portDistance(rule.permission, question.port);
    const step = !matchesProtocol(rule.permission, question) ? 3 : distance === 0 ? 0 : reaches ? 1 : 2;
    return wordsOf(question.direction)(rule).map((words) => ({
      words,
      score: [step, reaches ? 0 : 1, distance],
    }));
  });
  const compare = (a: number[], b: number[]) =>
    a.map((value, i) => value - (b[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
  return (
    scored.toSorted((a, b) => compare(a.score, b.score) || (a.words < b.words ? -1 : 1))[0]?.words ?? null
  );
}
