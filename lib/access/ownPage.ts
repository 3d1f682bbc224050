import type { Problem } from "../api/problem.ts";

/** Whether a request is one that a page of ours sends, or a program: what a page of somebody else sends says so. */
export interface Sender {
  method: string;
  /** Headers in small letters. */
  header(name: string): string | undefined;
}

const reading = ["GET", "HEAD", "OPTIONS"];

/**
 * Why a change is refused that a browser sends along with a cookie: another site may have made it do so. With `origin`
 * (scheme, host and port that people see) the browser has to say where it comes from; without, it is enough that it
 * does not say another place. Undefined: it is in order.
 */
export function foreignChange({ method, header }: Sender, origin: string | undefined): string | undefined {
  if (reading.includes(method)) return undefined;
  const from = header("origin");
  const site = header("sec-fetch-site");
  const words = "Only pages of this Linkledger may send this with a session; programs use a token.";
  if (site !== undefined && site !== "same-origin" && site !== "none") return words;
  if (origin === undefined) {
    const own = from === undefined || URL.parse(from)?.host === header("host");
    return own ? undefined : words;
  }
  if (from !== undefined) return from === origin ? undefined : words;
  return site === "same-origin" ? undefined : words;
}

/** That as a problem. */
export const foreignProblem = (detail: string, instance: string): Problem => ({
  ...{ type: "about:blank", title: "Forbidden", status: 403, detail, instance },
});
