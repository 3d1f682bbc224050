import type { DenialReason } from "./control/control.ts";
import { MANAGEMENT_ACCOUNT } from "./fleet/make.ts";
import { isKnownRegion } from "./fleet/regions.ts";
import { accountOfAccessKey, parseSignature, readSession, type Signature } from "./protocols/credentials.ts";
import { AwsError } from "./protocols/errors.ts";
import { QueryParams } from "./protocols/query.ts";
import { renderXml, type WireObject } from "./protocols/xml.ts";
import type { Call } from "./services/context.ts";
import { SERVICES, type ServiceDefinition } from "./services/registry.ts";
import { assumeDenied } from "./services/sts.ts";
import type { Simulation } from "./simulation.ts";

export interface HttpRequest {
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A request whose service and action are known; `call` lacks only what authentication adds. */
export interface Routed {
  service: string;
  definition: ServiceDefinition;
  signature: Signature;
  /** Whether a query-protocol service was asked in JSON or the other way round. */
  json: boolean;
  contentType: string;
  action: string;
  params: QueryParams;
  input: Record<string, unknown>;
}

/** Finds service and action. @throws AwsError when unsigned, or nobody offers the service. */
export function route(request: HttpRequest): Routed {
  const signature = parseSignature(header(request, "authorization"), header(request, "x-amz-security-token"));
  if (!signature)
    throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
  const definition = SERVICES[signature.service];
  if (!definition)
    throw new AwsError("UnknownOperationException", `No service '${signature.service}' here`, 404);
  const contentType = header(request, "content-type") ?? "";
  const target = header(request, "x-amz-target");
  const json = target !== undefined;
  const params = new QueryParams(json ? "" : request.body);
  return {
    service: signature.service,
    definition,
    signature,
    json,
    contentType,
    params,
    action: target?.split(".").at(-1) ?? params.action,
    input: json ? parseJson(request.body) : params.toObject(),
  };
}

/** Who calls. @throws AwsError for expired or unknown session credentials. */
export function authenticate(
  routed: Routed,
  simulation: Simulation,
): { accountId: string; callerArn: string } {
  const { signature, definition } = routed;
  const accountId = accountOfAccessKey(signature.accessKeyId);
  if (accountId === undefined)
    return { accountId: MANAGEMENT_ACCOUNT, callerArn: `arn:aws:iam::${MANAGEMENT_ACCOUNT}:user/operator` };
  const session = readSession(signature.sessionToken);
  if (session?.accountId !== accountId)
    throw new AwsError(
      definition.shape === "ec2" ? "AuthFailure" : "UnrecognizedClientException",
      "The security token included in the request is invalid.",
      definition.shape === "ec2" ? 401 : 400,
    );
  if (session.expiresAt <= Date.now() || simulation.control.isRevoked(session.issuedAt))
    throw expired(routed);
  const callerArn = `arn:aws:sts::${accountId}:assumed-role/${session.roleName}/${session.sessionName}`;
  return { accountId, callerArn };
}

export function expired({ definition }: Routed): AwsError {
  if (definition.shape === "ec2") return new AwsError("RequestExpired", "Request has expired.", 400);
  const message = "The security token included in the request is expired";
  return new AwsError(definition.shape === "json" ? "ExpiredTokenException" : "ExpiredToken", message, 403);
}

/** The error of a caller who may not do this. */
export function denied(routed: Routed, callerArn: string, reason?: DenialReason): AwsError {
  const { definition, service, action, params } = routed;
  if (action === "AssumeRole")
    return assumeDenied(callerArn, params.get("RoleArn") ?? "", reasonOf(reason, "sts:AssumeRole"));
  const name = service === "monitoring" ? "cloudwatch" : service;
  const message = `User: ${callerArn} is not authorized to perform: ${name}:${action}${reasonOf(reason, `${name}:${action}`)}`;
  if (definition.shape === "ec2")
    return new AwsError(
      "UnauthorizedOperation",
      `You are not authorized to perform this operation. ${message}`,
      403,
    );
  if (routed.json) return new AwsError("AccessDeniedException", message, 400);
  return new AwsError("AccessDenied", message, 403);
}

function reasonOf(reason: DenialReason | undefined, action: string): string {
  switch (reason) {
    case "identity-policy":
      return ` because no identity-based policy allows the ${action} action`;
    case "explicit-deny":
      return " with an explicit deny in an identity-based policy";
    case "service-control-policy":
      return " with an explicit deny in a service control policy";
    case "permissions-boundary":
      return ` because no permissions boundary allows the ${action} action`;
    default:
      return "";
  }
}

/** Checks that the region is one the account may use. @throws AwsError as EC2 and the others word it. */
export function checkRegion(routed: Routed, simulation: Simulation, accountId: string): void {
  const { signature, definition } = routed;
  if (!definition.regional) return;
  const off = simulation.control.isRegionOff(accountId, signature.region);
  if (isKnownRegion(signature.region) && !off) return;
  if (definition.shape === "ec2")
    throw new AwsError(
      off === "OptInRequired" ? "OptInRequired" : "AuthFailure",
      off === "OptInRequired"
        ? "You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe."
        : "AWS was not able to validate the provided access credentials",
      401,
    );
  throw new AwsError(
    definition.shape === "json" ? "UnrecognizedClientException" : "InvalidClientTokenId",
    "The security token included in the request is invalid.",
    403,
  );
}

/** Runs the operation and renders its answer. @throws AwsError InvalidAction for one nobody implements. */
export async function answer(
  routed: Routed,
  caller: { accountId: string; callerArn: string },
  simulation: Simulation,
  requestId: string,
): Promise<{ contentType: string; body: string }> {
  const { definition, action } = routed;
  const operation = Object.hasOwn(definition.operations, action) ? definition.operations[action] : undefined;
  if (!operation) throw unknownAction(routed);
  // Whoever is denied has heard so by now.
  if (definition.shape === "ec2" && routed.params.get("DryRun") === "true")
    throw new AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
  const call: Call = {
    action,
    ...caller,
    fleet: simulation.fleet,
    traffic: simulation.traffic,
    bills: simulation.bills,
    trail: simulation.trail,
    now: simulation.now(),
    region: routed.signature.region,
    params: routed.params,
    json: routed.input,
    xml: !routed.json,
    plain: simulation.control.plain,
    maxSessionMs: simulation.control.maxSessionMs,
    costPageSize: simulation.control.costPageSize,
    subnetGrainOnly: simulation.control.subnetGrainOnly,
    silences: simulation.control.silences,
    queryOutcome: simulation.control.queryOutcome,
    priceChange: simulation.control.priceChange,
    resourceCosts: simulation.control.resourceCosts,
  };
  return render(routed, await operation(call), requestId);
}

function unknownAction({ definition, action }: Routed): AwsError {
  if (definition.shape === "json") return new AwsError("UnknownOperationException", "");
  return new AwsError("InvalidAction", `The action ${action} is not valid for this web service.`);
}

function render(
  routed: Routed,
  result: WireObject,
  requestId: string,
): { contentType: string; body: string } {
  const { definition, action } = routed;
  if (routed.json) return { contentType: routed.contentType, body: JSON.stringify(result) };
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  const open = `<${action}Response xmlns="${definition.xmlns ?? ""}">`;
  const contentType = "text/xml;charset=UTF-8";
  if (definition.shape === "ec2") {
    const body = `${declaration}${open}<requestId>${requestId}</requestId>${renderXml(result, "item")}</${action}Response>`;
    return { contentType, body };
  }
  const tag = `${action}Result`;
  const inner = renderXml(tag in result ? (result[tag] as WireObject) : result, "member");
  const meta = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return { contentType, body: `${declaration}${open}<${tag}>${inner}</${tag}>${meta}</${action}Response>` };
}

function parseJson(body: string): Record<string, unknown> {
  try {
    return body === "" ? {} : (JSON.parse(body) as Record<string, unknown>);
  } catch {
    throw new AwsError("SerializationException", "The request body is not valid JSON");
  }
}

function header(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
