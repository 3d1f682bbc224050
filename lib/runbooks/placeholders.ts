/**
 * What stands in a runbook's commands for the ids of an incident, and what each is. They are words that a shell leaves
 * alone, so that a template reads like the command it becomes.
 */
export const placeholders = {
  CONSUMER_PROFILE: "AWS CLI profile of the account that owns the endpoint",
  CONSUMER_ACCOUNT_ID: "Account that owns the endpoint",
  CONSUMER_REGION: "Region of the endpoint",
  PROVIDER_PROFILE: "AWS CLI profile of the account that offers the service",
  PROVIDER_ACCOUNT_ID: "Account that offers the service",
  PROVIDER_REGION: "Region of the service",
  VPC_ENDPOINT_ID: "The endpoint, vpce-…",
  OTHER_ENDPOINT_ID: "The other endpoint in the same VPC, vpce-…",
  PRIVATE_DNS_NAME: "The name that clients use for the service",
  ENDPOINT_ADDRESS: "Private address of one of the endpoint's interfaces",
  NETWORK_INTERFACE_ID: "One of the endpoint's interfaces, eni-…",
  VPC_ID: "VPC of the endpoint, vpc-…",
  SUBNET_ID: "Subnet of the endpoint, subnet-…",
  CLIENT_SUBNET_ID: "Subnet that clients run in, subnet-…",
  SECURITY_GROUP_ID: "Security group on the endpoint, sg-…",
  CLIENT_SECURITY_GROUP_ID: "Security group on the clients, sg-…",
  NEW_GROUP: "The security group that was just made, sg-…",
  ROUTE_TABLE_ID: "Route table of the client subnets, rtb-…",
  AZ_ID: "Availability zone ID, use1-az1; never the zone's name",
  SERVICE_NAME: "Name of the endpoint service, com.amazonaws.…",
  SERVICE_ID: "Endpoint service, vpce-svc-…",
  SERVICE_PORT: "Port that the service listens on",
  PRINCIPAL_ARN: "IAM principal that may connect",
  CLIENT_ROLE: "Name of the role that clients run with",
  LOAD_BALANCER_ARN: "The service's load balancer",
  LOAD_BALANCER_NAME: "Its name",
  ARN_OF_THE_NEW_ONE: "The load balancer that takes its place",
  NEW_ARN: "The load balancer that was just made",
  SUBNETS_OF_ALL_ZONES: "Subnets of the load balancer, one for each zone",
  SUBNETS_OF_THESE_ZONES: "The endpoint's subnets in zones that the service is not in",
  SUBNET_OF_ANOTHER_ZONE: "A subnet in a zone that the service is in",
  NEW_TARGET: "Instance id or address of the new target",
  LISTENER_ARN: "Listener on the service port",
  TARGET_GROUP_ARN: "Target group behind the listener",
  TARGET_GROUP_NAME: "Its name",
  QUOTA_CODE: "Code in Service Quotas, L-…",
  NEW_VALUE: "The quota that is asked for",
  ROLE_ARN: "IAM role in question",
  OWNER_NAME: "Team that is asked about it",
  OWNER_TAG: "Key of the owner tag",
  LOG_GROUP_NAME: "CloudWatch log group of the flow logs",
  ORGANIZATION_ID: "AWS organization, o-…",
  POLICY_BEFORE: "File with the policy as it was before",
  SHARED_VPC_ID: "VPC that holds the shared endpoints",
  HOSTED_ZONE_ID: "Private hosted zone of the service's name",
  VERIFICATION_NAME: "Name of the TXT record that AWS asks for",
  VERIFICATION_VALUE: "Value of the TXT record that AWS asks for",
  CLIENT_CIDR: "Addresses of the clients, 10.0.1.0/24",
  CLIENT_ADDRESS: "Address of a client that was refused",
  SERVICE_ACTION: "Action that was denied, secretsmanager:GetSecretValue",
  FROM_TIME: "Start of the time in question, ISO 8601",
  TO_TIME: "End of the time in question, ISO 8601",
  BILL_DAY: "UTC day, YYYY-MM-DD",
  BILL_FROM_DAY: "First UTC day to ask for, YYYY-MM-DD",
  BILL_TO_DAY: "UTC day after the last, YYYY-MM-DD",
} as const satisfies Record<string, string>;

export type Placeholder = keyof typeof placeholders;
/** What is known of them. */
export type RunbookValues = Readonly<Partial<Record<Placeholder, string>>>;
const known = new Set<string>(Object.keys(placeholders));
const word = /[A-Z]+(?:_[A-Z]+)+/g;

/** Placeholders of a text, each once, in the order of their first use. */
export function placeholdersOf(text: string): Placeholder[] {
  const found = text.match(word) ?? [];
  return [...new Set(found)].filter((one): one is Placeholder => known.has(one));
}

/** The text with the values that are known; the others stay. Values go in as they are: quote what a shell would read. */
export const fillIn = (text: string, values: RunbookValues): string =>
  text.replace(word, (one) => values[one as Placeholder] || one);
