/** Calls that an endpoint's policy denied: network activity events, where an account records them. */
import { awsServiceOf } from "./aws-services.ts";
import type { Fleet } from "./fleet.ts";
import { hashString, hex } from "./hash.ts";
import { policyDocument } from "./policies.ts";
import type { Traffic } from "./traffic.ts";
import type { EndpointSpec } from "./types.ts";

/** What clients ask of a service most, by service; those whose network activity a trail can record. */
const USUAL_CALLS: Record<string, string> = {
  secretsmanager: "GetSecretValue",
  kms: "Decrypt",
  s3: "GetObject",
  ec2: "DescribeInstances",
  sqs: "ReceiveMessage",
  lambda: "Invoke",
};
const MOST_PER_MINUTE = 5;

export interface Denial {
  endpoint: EndpointSpec;
  /** Milliseconds. */
  at: number;
  key: string;
  eventSource: string;
  eventName: string;
  principalId: string;
}

/** The action clients need and the endpoint's policy does not allow; undefined where nothing is denied. */
export function deniedCall(endpoint: EndpointSpec): { source: string; call: string } | undefined {
  const source = awsServiceOf(endpoint.serviceName)?.name;
  const call = source === undefined ? undefined : USUAL_CALLS[source];
  const document = policyDocument(endpoint);
  if (source === undefined || call === undefined || document === undefined) return undefined;
  return allows(document, source, call) ? undefined : { source, call };
}

function allows(document: string, source: string, call: string): boolean {
  try {
    const { Statement } = JSON.parse(document) as {
      Statement?: { Effect?: string; Action?: string | string[] }[];
    };
    const wanted = ["*", `${source}:*`, `${source}:${call}`];
    const names = (action: string | string[] | undefined) => [action ?? []].flat();
    const statements = (effect: string) =>
      (Statement ?? []).filter(
        (one) => one.Effect === effect && names(one.Action).some((name) => wanted.includes(name)),
      );
    return statements("Allow").length > 0 && statements("Deny").length === 0;
  } catch {
    return false;
  }
}

/** Denials of an account and region in the minutes [from, to): as many as there is traffic to deny. */
export function* denialsOf(
  { fleet, traffic }: { fleet: Fleet; traffic: Traffic },
  { accountId, region }: { accountId: string; region: string },
  from: number,
  to: number,
): Generator<Denial> {
  if (!fleet.account(accountId)?.networkActivity) return;
  for (const endpoint of fleet.allEndpoints(accountId, region)) {
    const denied = deniedCall(endpoint);
    if (!denied) continue;
    for (let minute = from; minute < to; minute++) {
      const connections = traffic.sum(endpoint, "connections", minute, minute + 1);
      const count = Math.min(MOST_PER_MINUTE, Math.ceil(connections / 2));
      for (let index = 0; index < count; index++) {
        const key = `denied/${endpoint.id}/${minute}/${index}`;
        const second = (hashString(key) >>> 0) % 60;
        const principalId = `AROA${hex(`app/${accountId}`, 17).toUpperCase()}:app-${index % 3}`;
        const event = { eventSource: `${denied.source}.amazonaws.com`, eventName: denied.call, principalId };
        yield { endpoint, at: (minute * 60 + second) * 1000, key, ...event };
      }
    }
  }
}
