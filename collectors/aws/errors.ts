import type { ErrorClass, Failure } from "#lib/runs/schema.ts";

/** A call that failed, with its class decided. `cause` is what the SDK threw. */
export class AwsError extends Error {
  readonly failure: Failure;
  /** Every further call of the scope would fail in the same way (no credentials, no way to the server). */
  readonly hopeless: boolean;
  constructor(failure: Failure, options: { hopeless?: boolean; cause?: unknown } = {}) {
    super(failure.message, { cause: options.cause });
    this.name = "AwsError";
    this.failure = failure;
    this.hopeless = options.hopeless ?? false;
  }
}

const throttling =
  /^(RequestLimitExceeded|Throttl\w*|TooManyRequests\w*|SlowDown|PriorRequestNotComplete|BandwidthLimitExceeded|LimitExceededException|RequestThrottled\w*)$/;
const expired =
  /^(ExpiredToken\w*|RequestExpired|InvalidClientTokenId|InvalidIdentityToken\w*|CredentialsProviderError|TokenRefreshRequired|MissingAuthenticationToken\w*|InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature|TokenProviderError)$/;
const regionOff = /^(OptInRequired|SubscriptionRequired\w*|RegionDisabledException)$/;
const denied =
  /^(UnauthorizedOperation|AccessDenied\w*|AuthFailure|UnauthorizedAccess|NotAuthorized|Forbidden\w*|AccountAccessDenied|UnrecognizedClientException|Blocked)$/;
const absent =
  /^(InvalidAction|UnknownOperationException|NotImplemented\w*|UnsupportedOperation\w*|UnknownOperation|InvalidService|AWSOrganizationsNotInUseException|DataUnavailableException)$/;
const noWay =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EPIPE|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|TimeoutError|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+|NetworkingError)$/;

interface Thrown {
  name?: string;
  code?: string;
  Code?: string;
  message?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { statusCode?: number };
}

/** The server's own word for a thrown error. */
export function codeOf(error: unknown): string {
  const { name, code, Code } = error as Thrown;
  if (name && name !== "Error" && name !== "AggregateError") return name;
  return Code ?? code ?? name ?? "Error";
}

/** True for the codes with which AWS asks to slow down. */
export function isThrottle(error: unknown): boolean {
  return throttling.test(codeOf(error)) || statusOf(error) === 429;
}

/** CloudWatch Logs runs thirty queries of an account and region at once; ours has to wait until one has ended. */
export const queryLimit = "QueryLimitReached";

/**
 * Gives CloudWatch Logs' limit of queries at once a name of its own: other services say LimitExceededException when they
 * ask to slow down, and calling more slowly would not help here.
 */
export function nameQueryLimit(error: unknown): void {
  if (codeOf(error) === "LimitExceededException") (error as Thrown).name = queryLimit;
}

function statusOf(error: unknown): number | undefined {
  const { $metadata, $response } = error as Thrown;
  return $metadata?.httpStatusCode ?? $response?.statusCode;
}

/**
 * Decides the class of whatever a call threw. The HTTP status comes first where the body was no AWS error (a
 * gateway's HTML page makes the SDK throw a SyntaxError).
 */
export function classify(error: unknown): Failure {
  if (error instanceof AwsError) return error.failure;
  const code = codeOf(error);
  const status = statusOf(error);
  const thrown = error as Thrown;
  // Parse errors quote a piece of the page: the status says more, and says it safely.
  const unreadable =
    code === "SyntaxError" || /deserialization|Unexpected token|Unclosed/i.test(thrown.message ?? "");
  const message = unreadable
    ? `the server answered ${status ? `HTTP ${status} ` : ""}with a page that is no AWS answer`
    : shorten(thrown.message || code);
  return {
    errorClass: classOf(code, status, unreadable, error),
    code: unreadable && status ? `HTTP ${status}` : code,
    message,
  };
}

function classOf(code: string, status: number | undefined, unreadable: boolean, error: unknown): ErrorClass {
  if (code === "AbortError") return "interrupted";
  if (throttling.test(code) || status === 429) return "throttled";
  if (expired.test(code)) return "expired-credentials";
  if (regionOff.test(code)) return "region-off";
  if (absent.test(code) || status === 501) return "absent";
  if (denied.test(code)) return "denied";
  if (noWay.test(code) || noWay.test((error as Thrown).code ?? "")) return "network";
  if (status !== undefined && status >= 500) return "unavailable";
  if (status === 401 || status === 403) return "denied";
  if (status === 404 || status === 405) return "absent";
  if (unreadable) return "malformed";
  if (status !== undefined && status >= 400) return "permanent";
  return status === undefined ? "internal" : "malformed";
}

function shorten(message: string): string {
  // AWS appends an encoded blob of several kilobytes to some refusals.
  const plain = message
    .replace(/Encoded authorization failure message:.*/s, "")
    .replace(/\s+/g, " ")
    .trim();
  return plain.length > 400 ? `${plain.slice(0, 399)}…` : plain;
}

/** True where the token of the next page, not the request, is what the server refuses. */
export function isPageTokenError(error: unknown): boolean {
  const { code, message } = classify(error);
  if (
    /^(InvalidNextToken\w*|InvalidPaginationToken\w*|InvalidMarker|ExpiredNextToken\w*|ExpiredPaginationToken\w*|InvalidTokenException)$/.test(
      code,
    )
  ) {
    return true;
  }
  return (
    /^(InvalidParameterValue|ValidationError|ValidationException|InvalidInputException)$/.test(code) &&
    /next ?token|marker|pag/i.test(message)
  );
}

/** True where the credentials were good once and the server now says they have expired. */
export function isExpiredToken(error: unknown): boolean {
  return /^(ExpiredToken\w*|RequestExpired)$/.test(codeOf(error));
}
