import { AsyncLocalStorage } from "node:async_hooks";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { CostExplorerClient } from "@aws-sdk/client-cost-explorer";
import { EC2Client, type EC2ClientConfig } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { PricingClient } from "@aws-sdk/client-pricing";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { STSClient } from "@aws-sdk/client-sts";
import { isThrottle, nameQueryLimit } from "./errors.ts";
import type { ApiFamily, PacedCall } from "./pace.ts";
import type { Pacer } from "./pacer.ts";
import { Sha256 } from "./sha256.ts";
import { readPlainXml, type Shape } from "./xml.ts";

/** What one run asked of AWS. */
export interface CallCount {
  /** Requests sent, retries included. */
  calls: number;
  throttled: number;
  retried: number;
}

/** What goes with a call of a run through the SDK. */
export interface CallContext {
  /** Of the run: what the call asks is added there. */
  count: CallCount;
  /** Once it aborts, the call waits for its turn no longer. */
  signal?: AbortSignal;
  family: ApiFamily;
  /** Bytes that were answered before: the SDK reads these, and nothing is sent. */
  given?: Uint8Array;
  /** Sees the bytes of an answer that is no error; the SDK reads what it returns. */
  read?: (body: Uint8Array) => Uint8Array;
}

/** The call on whose account a request goes, carried along the asynchronous calls of the SDK. */
export const calling = new AsyncLocalStorage<CallContext>();

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
  pricing: PricingClient,
  "service-quotas": ServiceQuotasClient,
  cloudtrail: CloudTrailClient,
  sts: STSClient,
  logs: CloudWatchLogsClient,
} as const satisfies Record<ApiFamily, unknown>;

/** The part of every SDK client that we use. */
export interface AnyClient {
  // The commands of the six clients share no type that keeps their outputs; `Aws` restores it.
  send(command: never, options?: { abortSignal?: AbortSignal }): Promise<unknown>;
}

export type RequestHandler = NonNullable<EC2ClientConfig["requestHandler"]>;

/** What tests set otherwise: how long a retry waits is no part of what they ask. */
export interface ClientOptions {
  retryStrategy?: EC2ClientConfig["retryStrategy"];
  /** False leaves every answer to the SDK's own reader: for benchmarks that measure against it. */
  plainReader?: boolean;
}

interface SharedSettings {
  useDualstackEndpoint: () => Promise<boolean>;
  useFipsEndpoint: () => Promise<boolean>;
  userAgentAppId: () => Promise<string | undefined>;
  defaultUserAgentProvider: EC2Client["config"]["defaultUserAgentProvider"];
  authSchemePreference: EC2Client["config"]["authSchemePreference"];
}
/** What the SDK takes from a client's resolved configuration alone. */
interface ResolvedSettings {
  /** The endpoint of this service that the environment or the configuration file names. */
  serviceConfiguredEndpoint?: () => Promise<string | undefined>;
  signer: (authScheme?: unknown) => Promise<unknown>;
}
interface Shared {
  settings: SharedSettings;
  endpoint: ResolvedSettings["serviceConfiguredEndpoint"];
}
const shared = new WeakMap<RequestHandler, Map<ApiFamily, Shared>>();

/**
 * What the environment and the shared configuration file say of every client alike, looked up once for those of one
 * handler: each client by itself would look again at its first call, in a dozen steps, which a first pass makes thousands
 * of times.
 */
function settingsOf(family: ApiFamily, handler: RequestHandler): Shared {
  const byFamily = shared.get(handler) ?? new Map<ApiFamily, Shared>();
  shared.set(handler, byFamily);
  let found = byFamily.get(family);
  if (!found) {
    const { config } = new constructors[family]({ region: "us-east-1" }) as { config: EC2Client["config"] };
    const { useDualstackEndpoint, useFipsEndpoint, userAgentAppId } = config;
    const { defaultUserAgentProvider, authSchemePreference } = config;
    const settings = {
      useDualstackEndpoint,
      useFipsEndpoint,
      userAgentAppId,
      defaultUserAgentProvider,
      authSchemePreference,
    };
    found = { settings, endpoint: (config as Partial<ResolvedSettings>).serviceConfiguredEndpoint };
    byFamily.set(family, found);
  }
  return found;
}

/**
 * Looks up the endpoint once for all clients, and keeps a client's signer, of which the SDK otherwise makes one for each
 * call, with a copy of the whole configuration in it. It asks for credentials each time it signs, as before.
 */
function keepResolved(config: unknown, endpoint: ResolvedSettings["serviceConfiguredEndpoint"]): void {
  const resolved = config as ResolvedSettings;
  if (endpoint) resolved.serviceConfiguredEndpoint = endpoint;
  const { signer } = resolved;
  let one: Promise<unknown> | undefined;
  resolved.signer = (authScheme) => {
    one ??= signer(authScheme);
    return one;
  };
}

/**
 * A client for one account and region. Every attempt, retries included, takes its token first; slowing down where AWS
 * asks for it is the pacer's work, for all clients and workers, so that the SDK's own rate limiter stays out of it.
 */
export function openClient(
  family: ApiFamily,
  options: {
    region: string;
    credentials: CredentialProvider;
    requestHandler: RequestHandler;
    /** Where tokens are taken, and on whose account; without it, calls go out at once. */
    pace?: { pacer: Pacer; accountId: string };
    maxAttempts?: number;
  } & ClientOptions,
): AnyClient {
  const { settings, endpoint } = settingsOf(family, options.requestHandler);
  const client = new constructors[family]({
    ...settings,
    region: options.region,
    credentials: options.credentials,
    requestHandler: options.requestHandler,
    sha256: Sha256,
    retryMode: "standard",
    maxAttempts: options.maxAttempts ?? 5,
    ...(options.retryStrategy && { retryStrategy: options.retryStrategy }),
  });
  keepResolved(client.config, endpoint);
  if (options.plainReader !== false) readPlainAnswers(client.config);
  // One middleware for all client types: the stack's own type differs only in the command types.
  const stack = client.middlewareStack as unknown as {
    addRelativeTo(
      middleware: (next: Next, context: { commandName?: string }) => Next,
      where: { relation: "after"; toMiddleware: string; name: string },
    ): void;
    remove(name: string): boolean;
  };
  // Prepares every answer once more for a log that nobody reads.
  stack.remove("loggerMiddleware");
  stack.addRelativeTo(
    (next, context) => (args) => {
      const { region, pace } = options;
      const call = pace && { ...pace, region, family, command: context.commandName ?? "" };
      return attempt(next, args as Args, call);
    },
    // Before signing: a request that had to wait is signed with the time at which it goes out.
    { relation: "after", toMiddleware: "retryMiddleware", name: "paceAndCount" },
  );
  stack.addRelativeTo((next) => (args) => readBody(family, next, args), {
    relation: "after",
    toMiddleware: "deserializerMiddleware",
    name: "readBody",
  });
  return client as unknown as AnyClient;
}

/** What the SDK's protocols that answer in XML read with. */
interface XmlDeserializer {
  parseXml?: unknown;
  read(shape: unknown, bytes: Uint8Array, within?: string): unknown;
  stringDeserializer?: { read(shape: Shape, text: string): unknown };
}

/** Puts our reader before that of the SDK's protocols that answer in XML. */
function readPlainAnswers(config: { protocol?: unknown }): void {
  const { deserializer } = config.protocol as { deserializer?: XmlDeserializer };
  const texts = deserializer?.stringDeserializer;
  if (!deserializer?.parseXml || !texts) return;
  const whole = deserializer.read;
  const readText = (shape: Shape, text: string) => texts.read(shape, text);
  deserializer.read = (shape, bytes, within) => {
    // Errors are read as documents, which have no shape.
    const plain = typeof shape === "object" && readPlainXml(utf8(bytes), shape as Shape, readText, within);
    return plain || whole.call(deserializer, shape, bytes, within);
  };
}

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

type Next = (args: unknown) => Promise<unknown>;

interface Args {
  input: unknown;
}
interface Paced extends Omit<PacedCall, "input"> {
  pacer: Pacer;
}

/** One attempt of a call, which may be the repetition of one that failed: it waits for its token, and is counted. */
async function attempt(next: Next, args: Args, paced: Paced | undefined): Promise<unknown> {
  const call = calling.getStore();
  if (call?.given && (!paced || call.family === paced.family)) return next(args);
  const asked = paced && { ...paced, input: args.input };
  if (asked) await asked.pacer.take(asked, call?.signal);
  if (call) call.count.calls++;
  try {
    return await next(args);
  } catch (error) {
    if (call?.family === "logs") nameQueryLimit(error);
    if (isThrottle(error)) {
      if (call) call.count.throttled++;
      asked?.pacer.throttled(asked);
    }
    throw error;
  }
}

interface Answered {
  response: { statusCode: number; headers: Record<string, string>; body: Uint8Array };
}

/** The client of a role's credentials works inside the calls of others: its answers are none of theirs. */
async function readBody(family: ApiFamily, next: Next, args: unknown): Promise<unknown> {
  const call = calling.getStore();
  if (!call || call.family !== family) return next(args);
  if (call.given) {
    const body = call.read ? call.read(call.given) : call.given;
    return { response: { statusCode: 200, headers: {}, body } };
  }
  const answered = (await next(args)) as Answered;
  const { response } = answered;
  if (call.read && response.statusCode < 300) response.body = call.read(response.body);
  return answered;
}
