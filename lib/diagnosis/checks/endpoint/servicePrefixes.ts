/**
 * How the actions of AWS's services are named, by the last part of the service's name, where the two differ or are worth
 * being certain of. Service Authorization Reference, https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
const prefixes: Readonly<Record<string, readonly string[]>> = {
  s3: ["s3", "s3-object-lambda", "s3-outposts", "s3express"],
  "ecr.api": ["ecr"],
  "ecr.dkr": ["ecr"],
  "kinesis-streams": ["kinesis"],
  "kinesis-firehose": ["firehose"],
  monitoring: ["cloudwatch"],
  "git-codecommit": ["codecommit"],
  "sagemaker.api": ["sagemaker"],
  "sagemaker.runtime": ["sagemaker"],
  "bedrock-runtime": ["bedrock"],
  ...Object.fromEntries(
    [
      ...["dynamodb", "kms", "secretsmanager", "ssm", "ssmmessages", "ec2messages", "sts", "logs", "events"],
      ...["lambda", "sqs", "sns", "ec2", "states", "athena", "glue", "ecs", "codebuild", "codecommit"],
      ...["cloudformation", "cloudtrail", "rds", "redshift", "elasticfilesystem", "autoscaling"],
    ].map((name) => [name, [name]]),
  ),
};

const known = new Set(Object.values(prefixes).flat());
/** Whether actions with this prefix are those of a service that is known here. */
export const isKnownPrefix = (prefix: string) => known.has(prefix);

/**
 * Prefixes of the actions that calls through an endpoint to this service may have; null where that is not certain. Parts
 * of the service's own name count as well: whoever wrote them into a policy meant this service.
 */
export function actionPrefixes(serviceName: string | null): readonly string[] | null {
  const name = /^(?:cn\.)?com\.amazonaws\.[a-z0-9-]+\.(?!vpce\.)(.+)$/
    .exec(serviceName ?? "")?.[1]
    ?.toLowerCase();
  const own = name === undefined ? undefined : prefixes[name];
  return name === undefined || own === undefined ? null : [...own, name, ...name.split(".")];
}
