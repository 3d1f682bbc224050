/** A probe that failed in a way whose class is known. */
export class ProbeFailure extends Error {
  readonly errorClass: string;
  constructor(errorClass: string, message: string) {
    super(message);
    this.errorClass = errorClass;
  }
}

const byCode: [RegExp, string][] = [
  [/^(ENOTFOUND|ENODATA)$/, "nxdomain"],
  [/^(ETIMEOUT|ECANCELLED)$/, "dns-timeout"],
  [/^(ESERVFAIL|EREFUSED|EFORMERR|EBADRESP|EBADNAME|ENOTIMP|ECONNREFUSED_DNS)$/, "dns-error"],
  [/^ECONNREFUSED$/, "refused"],
  [/^(ECONNRESET|EPIPE)$/, "reset"],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, "unreachable"],
  [/^ETIMEDOUT$/, "connect-timeout"],
  [/^(ERR_SSL|ERR_TLS|EPROTO)/, "tls-error"],
  [/^(HPE_|ERR_HTTP)/, "http-error"],
];

/** The class of whatever a probe threw, as the API knows it. `reached` are the phases that were gone through. */
export function errorClassOf(error: unknown, reached: { resolve?: number; connect?: number }): string {
  if (error instanceof ProbeFailure) return error.errorClass;
  const { code = "", name = "", syscall = "" } = error as { code?: string; name?: string; syscall?: string };
  if (name === "AbortError" || name === "TimeoutError") return "timeout";
  if (/^query/.test(syscall) && code === "ECONNREFUSED") return "dns-error";
  const known = byCode.find(([pattern]) => pattern.test(code))?.[1];
  return known ?? (reached.connect === undefined ? "other" : "tls-error");
}
