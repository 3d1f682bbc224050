import { X509Certificate } from "node:crypto";
import { ProblemError } from "../api/problem.ts";
import { OutboundFailedError, OutboundRefusedError } from "../outbound/errors.ts";
import { send } from "../outbound/send.ts";

/** Gets an address of SNS; its answer's status and body. */
export type Fetch = (url: string) => Promise<{ status: number; body: string }>;

/**
 * SNS over TLS, whose certificate is checked against the machine's authorities. In a VPC with an endpoint for SNS the
 * name leads inside the network, which is as it should be: the caller has checked that it is SNS's own.
 */
export const fetchFromSns: Fetch = async (url) =>
  send({ url, method: "GET", timeoutMs: 5_000, mostBytes: 32 * 1024 }, { allow: [new URL(url).hostname] });

const mostKept = 32;
const refusalKeptMs = 60_000;

interface Kept {
  certificate: Promise<X509Certificate>;
  /** Forgotten then; a certificate that was good is kept until it ends. */
  until: number;
}

/** Certificates of SNS by address: each is asked for once, and so is one that cannot be had for a minute. */
export class CertificateStore {
  readonly #kept = new Map<string, Kept>();

  /** Throws ProblemError: 400 for what is no valid certificate, 503 where it cannot be had now. */
  get(url: string, now: Date, fetch: Fetch): Promise<X509Certificate> {
    const known = this.#kept.get(url);
    if (known && known.until > now.getTime()) return known.certificate;
    const kept: Kept = { certificate: fetched(url, now, fetch), until: now.getTime() + refusalKeptMs };
    this.#kept.set(url, kept);
    if (this.#kept.size > mostKept) this.#kept.delete(this.#kept.keys().next().value as string);
    kept.certificate.then(
      (certificate) => {
        kept.until = certificate.validToDate.getTime();
      },
      () => {},
    );
    return kept.certificate;
  }
}

async function fetched(url: string, now: Date, fetch: Fetch): Promise<X509Certificate> {
  const { status, body } = await fetch(url).catch((error: unknown) => {
    if (!(error instanceof OutboundFailedError || error instanceof OutboundRefusedError)) throw error;
    throw unavailable(error.message);
  });
  if (status !== 200) throw unavailable(`it answered ${status}.`);
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(body);
  } catch {
    throw new ProblemError(400, "Bad Request", "SigningCertURL: holds no certificate.");
  }
  const valid = certificate.validFromDate <= now && now < certificate.validToDate;
  if (valid) return certificate;
  throw new ProblemError(400, "Bad Request", "SigningCertURL: its certificate is not valid at this time.");
}

// SNS tries again after a 5xx.
const unavailable = (why: string) =>
  new ProblemError(503, "Service Unavailable", `The certificate of the message cannot be had: ${why}`);
