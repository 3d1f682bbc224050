import type { ChecklistStep } from "./schema.ts";

/** What to go through in any incident, in this order, when the broken hop is not obvious. */
export const incidentChecklist: readonly ChecklistStep[] = [
  {
    id: "dns",
    title: "Resolve the name, then flush caches",
    why: "Ask from a client, and ask the VPC's own resolver. Different answers mean a cache or a resolver in between; equal public ones mean private DNS.",
    commands: [
      "dig +noall +answer PRIVATE_DNS_NAME",
      "dig +noall +answer PRIVATE_DNS_NAME @169.254.169.253",
      "resolvectl flush-caches",
    ],
  },
  {
    id: "state",
    title: "State and authorization, on both sides",
    why: "The endpoint's state and last error at the consumer, the connection and the allow-list at the provider. Anything but available ends the search here.",
    commands: [
      "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids VPC_ENDPOINT_ID --query 'VpcEndpoints[0].{State:State,Error:LastError,Groups:Groups,Policy:PolicyDocument}' --profile CONSUMER_PROFILE --region CONSUMER_REGION",
      "aws ec2 describe-vpc-endpoint-connections --filters Name=service-id,Values=SERVICE_ID --query 'VpcEndpointConnections[].{Endpoint:VpcEndpointId,Owner:VpcEndpointOwner,State:VpcEndpointState}' --profile PROVIDER_PROFILE --region PROVIDER_REGION",
      "aws ec2 describe-vpc-endpoint-service-permissions --service-id SERVICE_ID --profile PROVIDER_PROFILE --region PROVIDER_REGION",
    ],
  },
  {
    id: "flow-logs",
    title: "Flow logs of the endpoint's interfaces",
    why: "REJECT from the clients: a security group or ACL. ACCEPT and no answer: look behind the endpoint. Nothing at all: the call never came, look at the name and the clients.",
    commands: [
      `aws logs start-query --log-group-name LOG_GROUP_NAME --start-time $(date -d FROM_TIME +%s) --end-time $(date -d TO_TIME +%s) --query-string 'filter interfaceId = "NETWORK_INTERFACE_ID" and action = "REJECT" | stats count(*) as refused by srcAddr, dstPort | sort refused desc' --profile CONSUMER_PROFILE --region CONSUMER_REGION`,
    ],
  },
  {
    id: "audit-log",
    title: "Audit log: what was changed, by whom",
    why: "Most outages follow a change by minutes. Ask for the endpoint and the service, and for the groups and load balancer on the way.",
    commands: [
      "aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=VPC_ENDPOINT_ID --start-time FROM_TIME --query 'Events[].{Time:EventTime,Call:EventName,By:Username}' --profile CONSUMER_PROFILE --region CONSUMER_REGION",
      "aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=SERVICE_ID --start-time FROM_TIME --query 'Events[].{Time:EventTime,Call:EventName,By:Username}' --profile PROVIDER_PROFILE --region PROVIDER_REGION",
    ],
  },
  {
    id: "support",
    title: "Escalate to AWS support, with ids",
    why: "When every hop that can be judged is in order. Give the endpoint, the service, the interfaces and AZ IDs, the client's address, times in UTC, and what the steps above showed: without ids the first answer is a question.",
    commands: [
      "aws support create-case --subject 'PrivateLink: calls through VPC_ENDPOINT_ID fail' --communication-body 'Endpoint VPC_ENDPOINT_ID (CONSUMER_ACCOUNT_ID, CONSUMER_REGION), service SERVICE_NAME, interface NETWORK_INTERFACE_ID in AZ_ID, client CLIENT_ADDRESS, from FROM_TIME to TO_TIME UTC' --profile CONSUMER_PROFILE --region us-east-1",
    ],
  },
];
