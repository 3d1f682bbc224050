/** AWS's own endpoint services that the simulator offers in every region. */
export interface AwsService {
  /** Last part of the service name, such as `ecr.dkr`. */
  name: string;
  type: "Interface" | "Gateway";
  privateDnsNames: string[];
  policySupported: boolean;
  /** Typical bytes per connection. */
  bytesPerConnection: number;
}

const INTERFACE: [name: string, host: string, bytesPerConnection: number][] = [
  ["secretsmanager", "secretsmanager", 9_000],
  ["kms", "kms", 6_000],
  ["logs", "logs", 220_000],
  ["monitoring", "monitoring", 40_000],
  ["sts", "sts", 5_500],
  ["ssm", "ssm", 12_000],
  ["ssmmessages", "ssmmessages", 30_000],
  ["ec2messages", "ec2messages", 15_000],
  ["ec2", "ec2", 25_000],
  ["ecr.api", "api.ecr", 14_000],
  ["ecr.dkr", "*.dkr.ecr", 900_000],
  ["ecs", "ecs", 18_000],
  ["eks", "eks", 18_000],
  ["sqs", "sqs", 16_000],
  ["sns", "sns", 8_000],
  ["events", "events", 7_000],
  ["states", "states", 9_000],
  ["lambda", "lambda", 30_000],
  ["kinesis-streams", "kinesis", 400_000],
  ["kinesis-firehose", "firehose", 350_000],
  ["glue", "glue", 60_000],
  ["athena", "athena", 50_000],
  ["execute-api", "*.execute-api", 22_000],
  ["elasticloadbalancing", "elasticloadbalancing", 20_000],
  ["autoscaling", "autoscaling", 18_000],
  ["bedrock-runtime", "bedrock-runtime", 120_000],
  ["sagemaker.runtime", "runtime.sagemaker", 150_000],
  ["rds-data", "rds-data", 24_000],
  ["xray", "xray", 12_000],
  ["codeartifact.repositories", "d.codeartifact", 700_000],
];

export const AWS_SERVICES: readonly AwsService[] = [
  gateway("s3"),
  gateway("dynamodb"),
  ...INTERFACE.map(
    ([name, host, bytesPerConnection]): AwsService => ({
      name,
      type: "Interface",
      privateDnsNames: [`${host}.{region}.amazonaws.com`],
      policySupported: true,
      bytesPerConnection,
    }),
  ),
];

function gateway(name: string): AwsService {
  return { name, type: "Gateway", privateDnsNames: [], policySupported: true, bytesPerConnection: 0 };
}

const BY_NAME = new Map(AWS_SERVICES.map((service) => [service.name, service]));

export function awsService(name: string): AwsService | undefined {
  return BY_NAME.get(name);
}

/** `com.amazonaws.<region>.<name>` taken apart; undefined for any other service name. */
export function awsServiceOf(serviceName: string): AwsService | undefined {
  const match = /^com\.amazonaws\.([a-z0-9-]+)\.(.+)$/.exec(serviceName);
  return match && !serviceName.includes(".vpce.") ? BY_NAME.get(match[2] as string) : undefined;
}

export function awsServiceName(region: string, name: string): string {
  return `com.amazonaws.${region}.${name}`;
}

/** Managed prefix list ids of the gateway services: AWS-owned, the same for every account of a region. */
export function prefixListId(region: string, name: string): string {
  const known: Record<string, string> = {
    "us-east-1/s3": "pl-63a5400a",
    "us-east-1/dynamodb": "pl-02cd2c6b",
    "eu-west-1/s3": "pl-6da54004",
    "eu-west-1/dynamodb": "pl-6fa54006",
    "ap-northeast-1/s3": "pl-61a54008",
    "ap-northeast-1/dynamodb": "pl-78a54011",
  };
  return known[`${region}/${name}`] ?? `pl-${Buffer.from(`${region}${name}`).toString("hex").slice(-8)}`;
}
