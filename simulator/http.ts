import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import type { MetricsAsked, Outcome } from "./control/counters.ts";
import { answerControl } from "./control/http.ts";
import { expireToken, shortenPages } from "./control/pages.ts";
import { throttled } from "./control/throttle.ts";
import { answer, authenticate, checkRegion, denied, expired, type Routed, route } from "./dispatch.ts";
import { answerPrometheus, failure, type PrometheusAnswer, prometheusAction } from "./prometheus/http.ts";
import { AwsError, renderError } from "./protocols/errors.ts";
import { pageOfToken } from "./protocols/paging.ts";
import type { Simulation } from "./simulation.ts";

interface Reply {
  contentType: string;
  body: string;
}

/** An answer that AWS would never give, but a proxy in front of it does. */
class HtmlError extends Error {}
/** The connection breaks off in the middle of the answer. */
class CutOff extends Error {
  readonly reply: Reply | undefined;

  constructor(reply?: Reply) {
    super();
    this.reply = reply;
  }
}

const HTML_BODY =
  "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>";

/** Calls that other AWS-compatible servers tend not to know. */
const UNKNOWN_TO_PLAIN = new Set([
  "DescribeVpcEndpointConnections",
  "DescribeVpcEndpointConnectionNotifications",
  "DescribeVpcEndpointServicePermissions",
  "DescribeVpcEndpointServiceConfigurations",
  "DescribeManagedPrefixLists",
  "GetManagedPrefixListEntries",
  "DescribeSecurityGroupRules",
  "GetCostAndUsage",
  "GetCostAndUsageWithResources",
  "LookupEvents",
  "StartQuery",
  "GetProducts",
  "GetServiceQuota",
  "ListServiceQuotas",
]);

/** Answers one HTTP request: the control side, or a call to AWS. */
export async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  simulation: Simulation,
): Promise<void> {
  const body = await readBody(request);
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname.startsWith("/_simulator/")) {
    const { status, body: answer } = answerControl(request.method ?? "GET", url, body, simulation);
    return send(
      response,
      status,
      { contentType: "application/json", body: JSON.stringify(answer) },
      randomUUID(),
    );
  }
  if (url.pathname.startsWith("/prometheus/"))
    return handlePrometheus(request.method ?? "GET", url, body, response, simulation);
  await handleCall(request, response, body, simulation);
}

const PROMETHEUS_OUTCOMES: Record<number, Outcome> = { 200: "ok", 403: "denied", 429: "throttled" };

/** Prometheus stands beside AWS: no signature, no account, but it fails as everything does. */
async function handlePrometheus(
  method: string,
  url: URL,
  body: string,
  response: ServerResponse,
  simulation: Simulation,
): Promise<void> {
  const { counters } = simulation.control;
  const action = prometheusAction(url);
  try {
    const reply =
      (await prometheusFault(action, simulation)) ?? answerPrometheus(method, url, body, simulation);
    counters.record("prometheus", action, PROMETHEUS_OUTCOMES[reply.status] ?? "error");
    const contentType = "application/json";
    send(response, reply.status, { contentType, body: JSON.stringify(reply.body) }, randomUUID());
  } catch (error) {
    counters.record("prometheus", action, "error");
    if (error instanceof CutOff) return cutOff(response, undefined);
    if (!(error instanceof HtmlError)) console.error(error);
    send(response, 502, { contentType: "text/html", body: HTML_BODY }, randomUUID());
  }
}

async function prometheusFault(
  action: string,
  { control }: Simulation,
): Promise<PrometheusAnswer | undefined> {
  const call = { accountId: "", region: "", service: "prometheus", action, page: 1 };
  const { kind, delayMs } = control.faults.draw(call);
  if (delayMs > 0) await sleep(delayMs);
  if (kind === "html") throw new HtmlError();
  if (kind === "cut") throw new CutOff();
  if (kind === "throttle") return failure(429, "too_many_requests", "too many requests");
  if (kind === "expired") return failure(401, "unauthorized", "the token has expired");
  if (kind === "error") return failure(503, "execution", "query processing would load too many samples");
  if (kind === "denied" || control.isDenied("*", `prometheus:${action}`))
    return failure(403, "forbidden", "not authorized");
  return undefined;
}

function metricsAsked(queries: unknown): MetricsAsked | undefined {
  if (!Array.isArray(queries)) return undefined;
  const metrics = new Set(queries.map((query) => JSON.stringify(query?.MetricStat?.Metric)));
  return { metrics: metrics.size, statistics: queries.length };
}

async function handleCall(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  simulation: Simulation,
): Promise<void> {
  const requestId = randomUUID();
  const { counters } = simulation.control;
  // AWS's clock, not the machine's: it is how a caller finds out that its own is wrong.
  response.setHeader("date", new Date(simulation.now()).toUTCString());
  let routed: Routed | undefined;
  try {
    routed = route({ headers: request.headers, body });
    const reply = await perform(routed, simulation, requestId);
    counters.record(routed.service, routed.action, "ok", metricsAsked(routed.input.MetricDataQueries));
    send(response, 200, reply, requestId);
  } catch (error) {
    if (routed) counters.record(routed.service, routed.action, outcomeOf(error));
    if (error instanceof CutOff) return cutOff(response, error.reply);
    if (error instanceof HtmlError)
      return send(response, 500, { contentType: "text/html", body: HTML_BODY }, requestId);
    if (!(error instanceof AwsError)) console.error(error);
    const failure = error instanceof AwsError ? error : new AwsError("InternalFailure", String(error), 500);
    const shape = request.headers["x-amz-target"] ? "json" : (routed?.definition.shape ?? "query");
    // CloudWatch still names its errors as the query protocol did.
    if (routed?.json && routed.definition.shape === "query")
      response.setHeader(
        "x-amzn-query-error",
        `${failure.code};${failure.status < 500 ? "Sender" : "Receiver"}`,
      );
    send(response, failure.status, renderError(shape, failure, requestId), requestId);
  }
}

/** The gates in AWS's order: credentials, region, faults, throttling, authorization; then the answer, whole or cut. */
async function perform(routed: Routed, simulation: Simulation, requestId: string): Promise<Reply> {
  const { control } = simulation;
  const caller = authenticate(routed, simulation);
  const call = {
    accountId: subjectOf(routed, caller.accountId),
    region: routed.signature.region,
    service: routed.service,
    action: routed.action,
  };
  const page = pageNumber(routed);
  await control.onCall?.({ ...call, page });
  checkRegion(routed, simulation, caller.accountId);
  const fault = control.faults.draw({ ...call, page });
  if (fault.delayMs > 0) await sleep(fault.delayMs);
  if (fault.kind === "html") throw new HtmlError();
  if (fault.kind === "expired") throw expired(routed);
  if (fault.kind === "error") throw new AwsError("InternalError", "An internal error has occurred", 500);
  if (
    fault.kind === "throttle" ||
    !control.throttle.admit({ ...call, accountId: caller.accountId, bounded: isBounded(routed) })
  )
    throw throttled(routed.service, routed.definition.shape);
  const asked = `${routed.service}:${routed.action}`;
  const unreadable = simulation.fleet.account(call.accountId)?.denied?.includes(asked) ?? false;
  if (fault.kind === "denied" || unreadable || control.isDenied(call.accountId, asked))
    throw denied(routed, caller.callerArn, control.reasonOfDenial(call.accountId, asked));
  if (control.plain && UNKNOWN_TO_PLAIN.has(routed.action)) throw new HtmlError();
  if (fault.kind === "token") expireToken(routed);
  if (control.pageSize !== undefined) shortenPages(routed, control.pageSize);
  const reply = await answer(routed, caller, simulation, requestId);
  if (fault.kind === "cut") throw new CutOff(reply);
  return reply;
}

/** The account a denial is about: the one whose role is to be assumed, or the caller's. */
function subjectOf(routed: Routed, callerAccount: string): string {
  if (routed.action !== "AssumeRole") return callerAccount;
  return /::(\d{12}):/.exec(routed.params.get("RoleArn") ?? "")?.[1] ?? callerAccount;
}

/** Which page a listing is at, read from its token: 1 without one. */
function pageNumber(routed: Routed): number {
  const { params, input } = routed;
  return pageOfToken(
    params.get("NextToken") ??
      params.get("Marker") ??
      input.NextToken ??
      input.nextToken ??
      input.NextPageToken,
  );
}

function isBounded(routed: Routed): boolean {
  const { params } = routed;
  const ids = ["NetworkInterfaceId", "GroupId", "InstanceId"].some((name) => params.list(name).length > 0);
  return ids || params.get("MaxResults") !== undefined || params.filters().length > 0;
}

function outcomeOf(error: unknown): "throttled" | "denied" | "error" {
  if (!(error instanceof AwsError)) return "error";
  if (/Throttl|LimitExceeded|TooManyRequests/.test(error.code)) return "throttled";
  return /Unauthorized|AccessDenied|AuthFailure|OptInRequired/.test(error.code) ? "denied" : "error";
}

function send(
  response: ServerResponse,
  status: number,
  { contentType, body }: Reply,
  requestId: string,
): void {
  response.writeHead(status, {
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
    "x-amzn-requestid": requestId,
  });
  response.end(body);
}

/** Promises the whole answer, sends half of it and hangs up. */
function cutOff(response: ServerResponse, reply: Reply | undefined): void {
  const { contentType, body } = reply ?? {
    contentType: "text/xml;charset=UTF-8",
    body: `<${" ".repeat(1000)}`,
  };
  const bytes = Buffer.from(body);
  response.writeHead(200, { "content-type": contentType, "content-length": bytes.length });
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.destroy());
}

async function readBody(request: IncomingMessage): Promise<string> {
  const body = await bytesOf(request);
  return (request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString("utf8");
}

/** By its events: iterating over a stream makes more work of a request of one chunk than reading it does. */
function bytesOf(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.on("error", reject);
    // A caller that hangs up in the middle of its request ends it without an error.
    request.on("close", () => reject(new Error("the request was cut off")));
  });
}
