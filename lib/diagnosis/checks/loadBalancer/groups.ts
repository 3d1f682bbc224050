import { rangeOf } from "../../addresses.ts";
import type { PathCheck, ProviderSide } from "../../evidenceSchema.ts";
import type { ListenerFacts, LoadBalancerFacts, SecurityGroupFacts } from "../../factsSchema.ts";
import { evaluateGroups } from "../../securityGroups.ts";
import { listWords } from "../../sentence.ts";
import { fail, item, notApplicable, pass, unknown } from "../shared/answers.ts";
import { awsCommand, cli, lastOf, providerOf } from "../shared/commands.ts";
import type { CheckIdentity } from "../shared/consumer.ts";
import { listenersOf } from "../shared/pools.ts";
import { knownLists, listsGap } from "../shared/prefixLists.ts";
import { onService, standing } from "../shared/provider.ts";
import { portOfListener, portWords, type ServicePort } from "../shared/servicePorts.ts";

const check: CheckIdentity = {
  ...{ id: "lb-sg-blocks-port", hop: "load-balancer", role: "cause", severity: "page" },
  title: "The load balancer's security groups block the service port",
  source: "AWS load-balancer-security-groups",
};

/**
 * Network Load Balancers made with security groups hold them against PrivateLink traffic too, unless told not to. Whose
 * address they see then differs by how clients come: it fails only where no rule for the port lets anybody in, whomever
 * it is for. One for a prefix list lets in whoever is on the list.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
 */
export const lbSgBlocksPort: PathCheck = {
  ...check,
  evaluate: (evidence) =>
    onService(check, evidence, { needs: ["loadBalancers"] }, ({ service, loadBalancers }, side) => {
      const own = standing(service.value, loadBalancers.value);
      if (own.length === 0)
        return [notApplicable(check, "No load balancer of the service is there that could have groups.")];
      const told = own.map((one) =>
        item(
          loadBalancers,
          `Groups of ${one.loadBalancerName} hold for PrivateLink`,
          one.securityGroupIds.length === 0
            ? "it has none"
            : (one.enforceSecurityGroupInboundRulesOnPrivateLinkTraffic ?? "not told"),
          one.loadBalancerArn,
        ),
      );
      const untold = own.some(
        (one) =>
          one.securityGroupIds.length > 0 &&
          one.enforceSecurityGroupInboundRulesOnPrivateLinkTraffic === null,
      );
      if (untold && !own.some(isGuarded))
        return [
          unknown(check, "Whether the load balancer's groups hold for PrivateLink is not told.", {
            evidence: told,
          }),
        ];
      if (!own.some(isGuarded))
        return [notApplicable(check, "No security group holds for what comes by PrivateLink.")];
      const { listeners, securityGroups } = side;
      if (listeners.state !== "fresh" || securityGroups.state !== "fresh") {
        const gap = [listeners, securityGroups].find(({ state }) => state !== "fresh");
        const reason = gap && "reason" in gap ? gap.reason : "";
        return [
          unknown(check, `The load balancer's groups cannot be judged: ${reason}.`, { evidence: told }),
        ];
      }
      const judged = own.map((one) => ({
        one,
        ...judge(one, listenersOf(one, listeners.value), securityGroups.value, side),
      }));
      const shut = judged.filter(({ verdict }) => verdict === "shut");
      const evidenceItems = [
        ...told,
        ...judged.flatMap(({ one, words }) =>
          words === null
            ? []
            : [
                item(
                  securityGroups,
                  `Inbound rules of ${one.loadBalancerName}`,
                  words,
                  one.securityGroupIds.toSorted().join(", "),
                ),
              ],
        ),
      ];
      if (shut.length > 0) {
        const whole = shut.length === judged.length;
        const names = listWords(shut.map(({ one }) => one.loadBalancerName));
        const ports = listWords([...new Set(shut.flatMap(({ ports }) => ports.map(portWords)))].sort());
        return [
          fail(
            check,
            `The security groups of ${names} let nobody in on ${ports}, and hold for PrivateLink.`,
            {
              evidence: evidenceItems,
              ...(whole ? {} : { role: "contributing" as const, severity: "ticket" as const }),
            },
          ),
        ];
      }
      const undecided = judged.find(({ verdict }) => verdict === "unknown");
      if (undecided) return [unknown(check, undecided.doubt, { evidence: evidenceItems })];
      return [pass(check, "The load balancer's groups let somebody in.", { evidence: evidenceItems })];
    }),
  confirm: (evidence) => {
    const place = providerOf(evidence);
    return place
      ? guardedOf(place).flatMap(({ loadBalancerArn, securityGroupIds }) => [
          awsCommand(
            place,
            "Whether the groups hold for PrivateLink",
            `elbv2 describe-load-balancers --load-balancer-arns ${loadBalancerArn} --query 'LoadBalancers[0].{Groups:SecurityGroups,Enforced:EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic}'`,
            "`off`, or groups that let the service port in.",
          ),
          awsCommand(
            place,
            "What the groups let in",
            `ec2 describe-security-group-rules --filters Name=group-id,Values=${securityGroupIds.toSorted().join(",")} --query 'SecurityGroupRules[?!IsEgress].{Protocol:IpProtocol,From:FromPort,To:ToPort,Cidr:CidrIpv4,List:PrefixListId}'`,
            "A rule for the service port; none, or only one for a prefix list without entries, confirms the finding.",
          ),
        ])
      : [];
  },
  fix: (evidence) => {
    const place = providerOf(evidence);
    const [one] = place ? guardedOf(place) : [];
    const name = one?.loadBalancerName ?? "the load balancer";
    const groups = (one?.securityGroupIds ?? []).toSorted().join(" ");
    return {
      owner: "provider",
      summary: `Let the service port in on the groups of ${name}, or have them not hold for PrivateLink: the allow-list and the endpoint's own groups guard it already.`,
      console: `EC2 › Load balancers › ${name} › Security › Edit › Enforce inbound rules on PrivateLink traffic.`,
      cli: place
        ? [
            cli(
              place,
              `elbv2 set-security-groups --load-balancer-arn ${one?.loadBalancerArn ?? "LOAD_BALANCER_ARN"} --security-groups ${groups} --enforce-security-group-inbound-rules-on-private-link-traffic off`,
            ),
          ]
        : [],
      terraform: `resource "aws_lb" "this" {
  # ${name}
  enforce_security_group_inbound_rules_on_private_link_traffic = "off"
}`,
    };
  },
};

const isGuarded = ({
  securityGroupIds,
  enforceSecurityGroupInboundRulesOnPrivateLinkTraffic,
}: LoadBalancerFacts) =>
  securityGroupIds.length > 0 && enforceSecurityGroupInboundRulesOnPrivateLinkTraffic === "on";

const guardedOf = (place: ProviderSide): LoadBalancerFacts[] => {
  const service = lastOf(place.service);
  return service ? standing(service, lastOf(place.loadBalancers) ?? []).filter(isGuarded) : [];
};

interface Judged {
  verdict: "open" | "shut" | "unknown";
  /** Why it is not known, as a sentence; '' where it is. */
  doubt: string;
  ports: ServicePort[];
  /** The rules for its ports; null where its groups do not matter. */
  words: string | null;
}

/** Shut where no rule of any group lets anybody in on one of its listeners' ports. */
function judge(
  balancer: LoadBalancerFacts,
  listeners: readonly ListenerFacts[],
  known: readonly SecurityGroupFacts[],
  side: ProviderSide,
): Judged {
  const ports = listeners.flatMap(portOfListener);
  if (!isGuarded(balancer) || ports.length === 0) return { verdict: "open", doubt: "", ports, words: null };
  const groups = known.filter(({ groupId }) => balancer.securityGroupIds.includes(groupId));
  const prefixLists = knownLists(side);
  const answers = ports.map(({ port, protocol }) =>
    evaluateGroups({
      ...{ direction: "ingress", groups, port, protocol, ranges: [], peerGroupIds: null, prefixLists },
    }),
  );
  const rules = [...new Set(answers.flatMap(({ portRules }) => portRules))].sort();
  const words = rules.join("; ") || "none for its ports";
  const letsIn = answers.some(
    ({ portRanges, referencedGroupIds }) =>
      referencedGroupIds.length > 0 || portRanges.some((range) => rangeOf(range) !== undefined),
  );
  if (letsIn) return { verdict: "open", doubt: "", ports, words };
  if (groups.length < balancer.securityGroupIds.length)
    return { verdict: "unknown", doubt: "Not all groups of the load balancer have been seen.", ports, words };
  // What is left of the rules' ranges is what could not be read: lists, mostly.
  if (answers.some(({ portRanges }) => portRanges.length > 0)) {
    const on = listWords([...new Set(ports.map(portWords))].sort());
    const doubt = `Whom the groups of ${balancer.loadBalancerName} let in on ${on} could not be resolved${listsGap(side, answers)}.`;
    return { verdict: "unknown", doubt, ports, words };
  }
  const shut = rules.length > 0 ? `${words}: nobody is on the list` : words;
  return { verdict: "shut", doubt: "", ports, words: shut };
}
