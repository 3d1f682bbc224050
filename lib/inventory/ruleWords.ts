/** Rules, routes and actions in words, so that two versions can be held against each other line by line. */

type Fields = Record<string, unknown>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);
const textOf = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value) : undefined;

/** Rules of a security group as EC2 lists them, one line for each far end: `tcp 443 from 10.0.0.0/8 (from the VPC)`. */
export function ruleLines(permissions: unknown[], direction: "from" | "to"): string[] {
  return listOf(permissions).flatMap((permission) => {
    const traffic = trafficOf(permission);
    const ends = farEnds(permission);
    return ends.length === 0
      ? [`${traffic} ${direction} nowhere`]
      : ends.map((end) => `${traffic} ${direction} ${end}`);
  });
}

function trafficOf({ IpProtocol, FromPort, ToPort }: Fields): string {
  const protocol = textOf(IpProtocol) ?? "?";
  if (protocol === "-1") return "all traffic";
  const [from, to] = [textOf(FromPort), textOf(ToPort)];
  if (/^icmp/.test(protocol)) {
    const type = from === undefined || from === "-1" ? "every type" : `type ${from}`;
    return `${protocol} ${type}${to === undefined || to === "-1" ? "" : ` code ${to}`}`;
  }
  if (from === undefined || from === "-1") return `${protocol} all ports`;
  if (from === "0" && to === "65535") return `${protocol} all ports`;
  return from === to || to === undefined ? `${protocol} ${from}` : `${protocol} ${from}–${to}`;
}

function farEnds({ IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs }: Fields): string[] {
  const described = (items: unknown, name: (item: Fields) => string | undefined) =>
    listOf(items).map((item) => {
      const description = textOf(item.Description);
      return `${name(item) ?? "?"}${description ? ` (${description})` : ""}`;
    });
  return [
    ...described(IpRanges, ({ CidrIp }) => textOf(CidrIp)),
    ...described(Ipv6Ranges, ({ CidrIpv6 }) => textOf(CidrIpv6)),
    ...described(PrefixListIds, ({ PrefixListId }) => textOf(PrefixListId)),
    ...described(UserIdGroupPairs, ({ GroupId, GroupName, UserId }) => {
      const group = textOf(GroupId) ?? textOf(GroupName);
      return group && UserId ? `${group} of ${UserId}` : group;
    }),
  ];
}

const destinations = ["DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"];
const ways = [
  "GatewayId",
  "NatGatewayId",
  "TransitGatewayId",
  "VpcPeeringConnectionId",
  "NetworkInterfaceId",
  "InstanceId",
  "EgressOnlyInternetGatewayId",
  "LocalGatewayId",
  "CarrierGatewayId",
  "CoreNetworkArn",
];

/** Routes as EC2 lists them: `pl-63a5400a via vpce-0123`, with the state where it is not active. */
export function routeLines(routes: unknown[]): string[] {
  return listOf(routes).map((route) => {
    const first = (names: string[]) => names.map((name) => textOf(route[name])).find(Boolean) ?? "?";
    const state = textOf(route.State);
    return `${first(destinations)} via ${first(ways)}${state && state !== "active" ? ` (${state})` : ""}`;
  });
}

/** `targetgroup/orders/0123` of an ARN; anything else as it is. */
const shortArn = (arn: string) => /:(targetgroup\/.+)$/.exec(arn)?.[1] ?? arn;

/** Default actions of a listener: `forward to targetgroup/orders/0123 (weight 1)`. */
export function actionLines(actions: unknown[]): string[] {
  return listOf(actions).flatMap((action) => {
    const type = textOf(action.Type) ?? "?";
    const weighted = listOf(fieldsOf(action.ForwardConfig).TargetGroups);
    const groups = weighted.length > 0 ? weighted : [action];
    return groups.map(({ TargetGroupArn, Weight }) => {
      const group = textOf(TargetGroupArn);
      const weight = textOf(Weight);
      return `${type}${group ? ` to ${shortArn(group)}` : ""}${weight && weighted.length > 1 ? ` (weight ${weight})` : ""}`;
    });
  });
}

/** DNS entries of an endpoint: `name in hosted zone Z1`. */
export function dnsLines(entries: unknown[]): string[] {
  return listOf(entries).map((entry) => {
    const name = textOf(entry.DnsName) ?? textOf(entry.dnsName) ?? "?";
    const zone = textOf(entry.HostedZoneId) ?? textOf(entry.hostedZoneId);
    return `${name}${zone ? ` in hosted zone ${zone}` : ""}`;
  });
}
