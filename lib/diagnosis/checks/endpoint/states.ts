import type { ConsumerSide, PathCheck, PathEvidence } from "../../evidenceSchema.ts";
import type { EndpointFacts } from "../../factsSchema.ts";
import type { CheckAnswer, CheckId, Fix, Severity } from "../../schema.ts";
import { fail, item, pass, unknown } from "../shared/answers.ts";
import {
  awsCommand,
  cli,
  consumerOf,
  describeEndpoint,
  endpointOf,
  lastOf,
  providerOf,
} from "../shared/commands.ts";
import {
  type CheckIdentity,
  everyEndpoint,
  type Fresh,
  lanesFrom,
  onEndpoint,
  stateOf,
} from "../shared/consumer.ts";
import { carriedTraffic } from "../shared/traffic.ts";

/** Playbook, hop 3: a request that waits is a ticket after an hour and wakes somebody after a day. */
export const acceptanceTicketMs = 60 * 60_000;
export const acceptancePageMs = 24 * 60 * 60_000;

const pendingCheck: CheckIdentity = {
  ...{ id: "endpoint-pending-acceptance", hop: "endpoint", role: "cause", severity: "page" },
  title: "The provider has not accepted the endpoint",
  source: "D 1, O 7",
};

/**
 * Waits from its creation on; under an hour it is worth knowing, and the path is as broken. Where the consumer is not
 * ours, the provider's list of connections tells of it; that it does not wait says little about the rest of the hop.
 */
export const endpointPendingAcceptance: PathCheck = {
  ...pendingCheck,
  evaluate: (evidence, now) => {
    const { consumer, provider, vpcEndpointId } = evidence;
    const connection = !consumer.ours && provider.ours ? provider.connection : undefined;
    if (connection?.state === "fresh" && connection.value !== null) {
      const { vpcEndpointState, creationTimestamp } = connection.value;
      if (isPending(vpcEndpointState))
        return waiting(connection, vpcEndpointId, vpcEndpointState, creationTimestamp, now);
    }
    return onEndpoint(pendingCheck, evidence, { applies: everyEndpoint }, ({ endpoint }) => {
      const { state, creationTimestamp, firstSeenAt } = endpoint.value;
      return waiting(endpoint, vpcEndpointId, state, creationTimestamp ?? firstSeenAt, now);
    });
  },
  confirm: (evidence) => stateCommands(evidence, "`available`; `pendingAcceptance` confirms the finding."),
  fix: (evidence) => {
    const place = providerOf(evidence);
    const serviceId = serviceIdOf(evidence);
    const id = evidence.vpcEndpointId;
    return {
      owner: "provider",
      summary: `Accept ${id} on the service ${serviceId ?? evidence.serviceName ?? ""}, after a look at who asks.`,
      console: `VPC › Endpoint services › ${serviceId ?? evidence.serviceName ?? ""} › Endpoint connections › ${id} › Accept.`,
      cli:
        place && serviceId
          ? [
              cli(
                place,
                `ec2 accept-vpc-endpoint-connections --service-id ${serviceId} --vpc-endpoint-ids ${id}`,
              ),
            ]
          : [],
      terraform: `resource "aws_vpc_endpoint_connection_accepter" "this" {
  vpc_endpoint_service_id = "${serviceId ?? "SERVICE_ID"}"
  vpc_endpoint_id         = "${id}"
}`,
    };
  },
};

const isPending = (state: string | null) => (state ?? "").toLowerCase() === "pendingacceptance";

/** How long it has waited; null for since: nobody says since when, which is a ticket. */
function waiting(
  from: Parameters<typeof item>[0],
  vpcEndpointId: string,
  state: string | null,
  since: Date | null,
  now: Date,
): CheckAnswer[] {
  const evidence = [item(from, "State", state ?? "not told", vpcEndpointId)];
  if (state === null) return [unknown(pendingCheck, "The endpoint's state is not told.", { evidence })];
  if (!isPending(state))
    return [pass(pendingCheck, "The endpoint waits for nobody's acceptance.", { evidence })];
  if (since === null)
    return [
      fail(pendingCheck, `${vpcEndpointId} waits for the provider to accept it.`, {
        ...{ evidence, severity: "ticket" },
      }),
    ];
  const waited = now.getTime() - since.getTime();
  const severity: Severity =
    waited > acceptancePageMs ? "page" : waited > acceptanceTicketMs ? "ticket" : "info";
  return [
    fail(pendingCheck, `${vpcEndpointId} has waited ${spanWords(waited)} for the provider to accept it.`, {
      evidence: [...evidence, item(from, "Waiting since", since.toISOString(), vpcEndpointId)],
      ...{ since, severity },
    }),
  ];
}

/** As its configuration says, or its name, which ends in it. */
const serviceIdOf = ({ provider, serviceName }: PathEvidence): string | undefined =>
  (provider.ours ? lastOf(provider.service)?.serviceId : undefined) ??
  /vpce-svc-[0-9a-z]+$/.exec(serviceName ?? "")?.[0];

/** `12 minutes`, `5 hours`, `3 days` */
function spanWords(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  const [count, unit] =
    minutes < 120
      ? [minutes, "minute"]
      : minutes < 2880
        ? [Math.floor(minutes / 60), "hour"]
        : [Math.floor(minutes / 1440), "day"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

function stateCommands(evidence: PathEvidence, expect: string) {
  const side = consumerOf(evidence);
  const place = providerOf(evidence);
  const serviceId = serviceIdOf(evidence);
  return [
    ...(side
      ? [
          describeEndpoint(
            side,
            evidence.vpcEndpointId,
            "State:State,LastError:LastError,Reason:FailureReason",
            expect,
          ),
        ]
      : []),
    ...(place && serviceId
      ? [
          awsCommand(
            place,
            "The connection as the provider sees it",
            `ec2 describe-vpc-endpoint-connections --filters Name=service-id,Values=${serviceId} Name=vpc-endpoint-id,Values=${evidence.vpcEndpointId} --query 'VpcEndpointConnections[0].VpcEndpointState'`,
            expect,
          ),
        ]
      : []),
  ];
}

interface BadState {
  state: string;
  title: string;
  /** After the endpoint's id. */
  says: string;
  fix: (id: string, side: ConsumerSide | undefined) => Fix;
}

const again =
  (owner: Fix["owner"], summary: string) =>
  (id: string, side: ConsumerSide | undefined): Fix => ({
    owner,
    summary,
    console: `VPC › Endpoints › ${id} › Actions › Delete, then Create endpoint with the same service and subnets.`,
    cli: side ? [cli(side, `ec2 delete-vpc-endpoints --vpc-endpoint-ids ${id}`), ...recreate(side)] : [],
    terraform: `# terraform apply -replace=ADDRESS, where ADDRESS is the aws_vpc_endpoint whose id is ${id}`,
  });

function recreate(side: ConsumerSide): string[] {
  const endpoint = endpointOf(side);
  if (!endpoint?.serviceName || !endpoint.vpcId) return [];
  const subnets = endpoint.subnetIds.length > 0 ? ` --subnet-ids ${endpoint.subnetIds.join(" ")}` : "";
  const groups =
    endpoint.securityGroupIds.length > 0
      ? ` --security-group-ids ${endpoint.securityGroupIds.join(" ")}`
      : "";
  return [
    cli(
      side,
      `ec2 create-vpc-endpoint --vpc-id ${endpoint.vpcId} --vpc-endpoint-type ${endpoint.vpcEndpointType} --service-name ${endpoint.serviceName}${subnets}${groups}`,
    ),
  ];
}

const badStates = {
  "endpoint-rejected": {
    state: "rejected",
    title: "The provider rejected the endpoint",
    says: "was rejected by the provider, and is billed until it is deleted",
    fix: again(
      "provider",
      "Have the provider allow the account and accept, then ask again; a rejected endpoint does not come back by itself.",
    ),
  },
  "endpoint-failed": {
    state: "failed",
    title: "AWS could not make the endpoint",
    says: "could not be made",
    fix: again(
      "consumer",
      "Mend what the error names (free addresses, zones that the service serves), then create the endpoint anew.",
    ),
  },
  "endpoint-expired": {
    state: "expired",
    title: "Nobody accepted the endpoint in time",
    says: "has expired: nobody accepted it in time",
    fix: again("provider", "Agree with the provider on acceptance, then create the endpoint anew."),
  },
  "endpoint-partial": {
    state: "partial",
    title: "The endpoint stands in some of its zones only",
    says: "could be made in some of its zones only",
    fix: again(
      "consumer",
      "Mend what the error names in the zones that are missing, then modify or create the endpoint anew.",
    ),
  },
} as const satisfies Partial<Record<CheckId, BadState>>;

const stateCheck = (id: keyof typeof badStates): PathCheck => {
  const bad: BadState = badStates[id];
  const check: CheckIdentity = {
    ...{ id, hop: "endpoint", role: "cause", severity: "page" },
    ...{ title: bad.title, source: "D 8" },
  };
  return {
    ...check,
    evaluate: (evidence) => {
      const listed = listedState(evidence);
      // That a provider rejected it is said of the connection.
      if (listed && listed.state === bad.state && bad.state !== "rejected")
        return [
          fail(check, `${evidence.vpcEndpointId} ${bad.says}.`, {
            evidence: [item(listed.from, "State", listed.state, evidence.vpcEndpointId)],
            severity: "ticket",
          }),
        ];
      return onEndpoint(check, evidence, { applies: everyEndpoint }, ({ endpoint }, side) => {
        const { state, vpcEndpointId } = endpoint.value;
        const told = [item(endpoint, "State", state ?? "not told", vpcEndpointId)];
        if (state === null) return [unknown(check, "The endpoint's state is not told.", { evidence: told })];
        if (stateOf(endpoint.value) !== bad.state)
          return [pass(check, `The endpoint's state is ${state}.`, { evidence: told })];
        return [failedState(check, bad, endpoint, side, told)];
      });
    },
    confirm: (evidence) => stateCommands(evidence, `\`available\`; \`${bad.state}\` confirms the finding.`),
    fix: (evidence) => {
      const side = consumerOf(evidence);
      const fix = bad.fix(evidence.vpcEndpointId, side);
      if (side) return fix;
      // Its owner alone can make it anew; whoever serves it can look.
      return { ...fix, owner: "consumer", cli: stateCommands(evidence, "").map(({ command }) => command) };
    },
  };
};

/** What the provider's list says of an endpoint that is somebody else's, in lower case. */
function listedState({ consumer, provider }: PathEvidence) {
  const connection = !consumer.ours && provider.ours ? provider.connection : undefined;
  return connection?.state === "fresh" && connection.value?.vpcEndpointState
    ? { state: connection.value.vpcEndpointState.toLowerCase(), from: connection }
    : undefined;
}

/** One that carried traffic before wakes somebody; one that never worked, or works in some zones, waits for the morning. */
function failedState(
  check: CheckIdentity,
  bad: BadState,
  endpoint: Fresh<ConsumerSide["endpoint"]>,
  side: ConsumerSide,
  evidence: ReturnType<typeof item>[],
): CheckAnswer {
  const { vpcEndpointId, lastErrorCode, lastErrorMessage, failureReason } = endpoint.value;
  const error = [lastErrorCode, lastErrorMessage].filter(Boolean).join(": ") || failureReason;
  return fail(check, `${vpcEndpointId} ${bad.says}${error ? ` (${error})` : ""}.`, {
    evidence: error ? [...evidence, item(endpoint, "Error", error, vpcEndpointId)] : evidence,
    severity: bad.state !== "partial" && carriedTraffic(side.metrics) ? "page" : "ticket",
    lanes: bad.state === "partial" ? lanesWithout(endpoint.value, side) : [],
  });
}

/** Zones in which no interface of the endpoint is known; [] where that cannot be told. */
function lanesWithout(endpoint: EndpointFacts, { networkInterfaces }: ConsumerSide): string[] {
  if (networkInterfaces.state !== "fresh") return [];
  const served = new Set(networkInterfaces.value.map(({ azId }) => azId));
  return lanesFrom(
    endpoint.azIds.filter((azId) => !served.has(azId)),
    endpoint,
  );
}

export const endpointRejected = stateCheck("endpoint-rejected");
export const endpointFailed = stateCheck("endpoint-failed");
export const endpointExpired = stateCheck("endpoint-expired");
export const endpointPartial = stateCheck("endpoint-partial");
