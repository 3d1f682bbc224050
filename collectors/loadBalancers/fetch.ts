import {
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type Listener,
  type LoadBalancer,
  type Tag,
  type TargetGroup,
  type TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { allPages, eachLimited, inGroups } from "../aws/pages.ts";
import type { Aws } from "../aws/session.ts";
import type { Parts } from "../parts.ts";

type Attributes = Record<string, string>;

/** Load balancers that can stand behind an endpoint service, and everything behind them. */
export interface LoadBalancerAnswers {
  loadBalancers?: LoadBalancer[];
  targetGroups?: TargetGroup[];
  /** Load balancer ARN → its listeners, for those that could be read; the same for the maps below. */
  listeners: Map<string, Listener[]>;
  attributes: Map<string, Attributes>;
  targetGroupAttributes: Map<string, Attributes>;
  health: Map<string, TargetHealthDescription[]>;
  tags: Map<string, Tag[]>;
}

const PageSize = 400;
const atOnce = 4;
const webProtocols = new Set(["HTTP", "HTTPS"]);

export async function fetchLoadBalancers(aws: Aws, parts: Parts): Promise<LoadBalancerAnswers> {
  const all = await parts.read("DescribeLoadBalancers", () =>
    allPages(async (Marker) => {
      const answer = await aws.elb(new DescribeLoadBalancersCommand({ PageSize, Marker }));
      return { items: answer.LoadBalancers, next: answer.NextMarker };
    }),
  );
  const loadBalancers = all?.filter(({ Type }) => Type === "network" || Type === "gateway");
  const targetGroups = await fetchTargetGroups(aws, parts, loadBalancers ?? []);
  const arns = (loadBalancers ?? []).flatMap(({ LoadBalancerArn }) => LoadBalancerArn ?? []);
  const groupArns = (targetGroups ?? []).flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []);

  const answers: LoadBalancerAnswers = {
    loadBalancers,
    targetGroups,
    listeners: new Map(),
    attributes: new Map(),
    targetGroupAttributes: new Map(),
    health: new Map(),
    tags: new Map(),
  };
  await eachLimited(arns, atOnce, async (LoadBalancerArn) => {
    keep(answers.listeners, LoadBalancerArn, await readListeners(aws, parts, LoadBalancerArn));
    const attributes = await parts.read("DescribeLoadBalancerAttributes", async () => {
      const answer = await aws.elb(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
      return attributesOf(answer.Attributes);
    });
    keep(answers.attributes, LoadBalancerArn, attributes);
  });
  await eachLimited(groupArns, atOnce, async (TargetGroupArn) => {
    const attributes = await parts.read("DescribeTargetGroupAttributes", async () => {
      const answer = await aws.elb(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
      return attributesOf(answer.Attributes);
    });
    keep(answers.targetGroupAttributes, TargetGroupArn, attributes);
    const health = await parts.read("DescribeTargetHealth", async () => {
      const answer = await aws.elb(new DescribeTargetHealthCommand({ TargetGroupArn }));
      return answer.TargetHealthDescriptions ?? [];
    });
    keep(answers.health, TargetGroupArn, health);
  });
  await eachLimited(inGroups([...arns, ...groupArns], 20), atOnce, async (ResourceArns) => {
    const found = await parts.read("DescribeTags", async () => {
      const answer = await aws.elb(new DescribeTagsCommand({ ResourceArns }));
      return answer.TagDescriptions ?? [];
    });
    for (const { ResourceArn, Tags } of found ?? []) keep(answers.tags, ResourceArn, Tags);
  });
  return answers;
}

/** Target groups that are not for web load balancers, or hang on one of ours whatever their protocol. */
async function fetchTargetGroups(
  aws: Aws,
  parts: Parts,
  ours: LoadBalancer[],
): Promise<TargetGroup[] | undefined> {
  const arns = new Set(ours.map(({ LoadBalancerArn }) => LoadBalancerArn));
  const all = await parts.read("DescribeTargetGroups", () =>
    allPages(async (Marker) => {
      const answer = await aws.elb(new DescribeTargetGroupsCommand({ PageSize, Marker }));
      return { items: answer.TargetGroups, next: answer.NextMarker };
    }),
  );
  return all?.filter(
    ({ Protocol, TargetType, LoadBalancerArns }) =>
      LoadBalancerArns?.some((arn) => arns.has(arn)) ||
      (TargetType !== "lambda" && !webProtocols.has(Protocol ?? "HTTP")),
  );
}

function readListeners(aws: Aws, parts: Parts, LoadBalancerArn: string): Promise<Listener[] | undefined> {
  return parts.read("DescribeListeners", () =>
    allPages(async (Marker) => {
      const answer = await aws.elb(new DescribeListenersCommand({ LoadBalancerArn, PageSize, Marker }));
      return { items: answer.Listeners, next: answer.NextMarker };
    }),
  );
}

function attributesOf(list: { Key?: string; Value?: string }[] | undefined): Attributes {
  return Object.fromEntries((list ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
}

function keep<T>(into: Map<string, T>, key: string | undefined, value: T | undefined): void {
  if (key !== undefined && value !== undefined) into.set(key, value);
}
