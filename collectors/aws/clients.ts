import { AsyncLocalStorage } from "node:async_hooks";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CostExplorerClient } from "@aws-sdk/client-cost-explorer";
import { EC2Client, type EC2ClientConfig } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { isThrottle } from "./errors.ts";
import type { ApiFamily } from "./pace.ts";

/** What one run asked of AWS. */
export interface CallCount {
  /** Requests sent, retries included. */
  calls: number;
  throttled: number;
  retried: number;
}

/** The run on whose account a request goes, carried along the asynchronous calls of the SDK. */
export const counting = new AsyncLocalStorage<CallCount>();

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}
export type CredentialProvider = () => Promise<Credentials>;

const constructors = {
  ec2: EC2Client,
  elb: ElasticLoadBalancingV2Client,
  cloudwatch: CloudWatchClient,
  organizations: OrganizationsClient,
  "cost-explorer": CostExplorerClient,
  sts: STSClient,
} as const satisfies Record<ApiFamily, unknown>;

/** The part of every SDK client that we use. */
export interface AnyClient {
  // The commands of the six clients share no type that keeps their outputs; `Aws` restores it.
  send(command: never, options?: { abortSignal?: AbortSignal }): Promise<unknown>;
}

export type RequestHandler = NonNullable<EC2ClientConfig["requestHandler"]>;

/** One HTTP handler for all clients: connections stay open and are shared by accounts and regions. */
export function openHandler(maxSockets = 48): NodeHttpHandler {
  const options = { keepAlive: true, maxSockets, maxFreeSockets: maxSockets, scheduling: "lifo" as const };
  return new NodeHttpHandler({
    httpAgent: new HttpAgent(options),
    httpsAgent: new HttpsAgent(options),
    connectionTimeout: 5_000,
    requestTimeout: 45_000,
    throwOnRequestTimeout: true,
    socketAcquisitionWarningTimeout: 120_000,
  });
}

/** A client for one account and region. Adaptive retry slows down where AWS asks for it, this client alone. */
export function openClient(
  family: ApiFamily,
  options: {
    region: string;
    credentials: CredentialProvider;
    requestHandler: RequestHandler;
    maxAttempts?: number;
  },
): AnyClient {
  const client = new constructors[family]({
    region: options.region,
    credentials: options.credentials,
    requestHandler: options.requestHandler,
    retryMode: "adaptive",
    maxAttempts: options.maxAttempts ?? 5,
  });
  // One middleware for six client types: the stack's own type differs only in the command types.
  const stack = client.middlewareStack as unknown as {
    addRelativeTo(
      middleware: (next: (args: unknown) => Promise<unknown>) => (args: unknown) => Promise<unknown>,
      where: { relation: "after"; toMiddleware: string; name: string },
    ): void;
  };
  stack.addRelativeTo((next) => (args) => countAttempt(next, args), {
    relation: "after",
    toMiddleware: "retryMiddleware",
    name: "countAttempts",
  });
  return client as unknown as AnyClient;
}

async function countAttempt(next: (args: unknown) => Promise<unknown>, args: unknown): Promise<unknown> {
  const count = counting.getStore();
  if (count) count.calls++;
  try {
    return await next(args);
  } catch (error) {
    if (count && isThrottle(error)) count.throttled++;
    throw error;
  }
}
