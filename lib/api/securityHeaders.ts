import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** The request header that carries the nonce of an answer from the server to the page. */
export const nonceHeader = "x-nonce";

/**
 * What a browser may do with a page: run the scripts and styles of this server and those that carry the nonce,
 * nothing else. Style attributes are allowed, because the component library and charts set widths with them.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");
}

const fixed = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/**
 * Sets the headers that confine a page, on every answer. The web framework takes the nonce of its own scripts from
 * the policy in the request; what a client sent there is overwritten.
 */
export function confine(request: IncomingMessage, response: ServerResponse): void {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  request.headers["content-security-policy"] = policy;
  request.headers[nonceHeader] = nonce;
  response.setHeader("content-security-policy", policy);
  for (const [name, value] of Object.entries(fixed)) response.setHeader(name, value);
}
