import { z } from "zod";
import { currentPrincipal } from "../access/principal.ts";
import { InvalidInputError } from "../errors.ts";
import { type FieldError, InvalidQueryError, ProblemError } from "./problem.ts";

const mostErrors = 20;

/**
 * The JSON body of a request. Throws ProblemError 413 above `mostBytes`, its message ending in `advice`, and
 * InvalidInputError naming `body` for what is not JSON.
 */
export async function readJson(request: Request, mostBytes: number, advice: string): Promise<unknown> {
  const text = await readText(request, mostBytes, advice);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInputError("body", "is not JSON.", { cause: error });
  }
}

async function readText(request: Request, mostBytes: number, advice: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const tooLarge = () =>
    new ProblemError(413, "Content Too Large", `A push may have ${mostBytes} bytes; ${advice}.`);
  if (Number(request.headers.get("content-length") ?? 0) > mostBytes) throw tooLarge();
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > mostBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * What somebody entered on a page of ours, as JSON. A page of somebody else cannot send it: its browser would ask
 * first, for such a content type, and says whose page it is.
 * Throws ProblemError 403, 413 and 415, and InvalidQueryError naming each field that is wrong.
 */
export async function readEntry<Entry>(
  request: Request,
  schema: z.ZodType<Entry>,
  mostBytes = 64 * 1024,
): Promise<Entry> {
  requireOwnPage(request);
  const body = await readJson(request, mostBytes, "shorten the text");
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [first, ...rest] = parsed.error.issues.flatMap(errorsOf).slice(0, mostErrors);
  throw new InvalidQueryError([first ?? { field: "body", message: "is not what was expected." }, ...rest]);
}

function errorsOf(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ field: key.slice(0, 80), message: "is not known." }));
  return [{ field: z.core.toDotPath(issue.path) || "body", message: issue.message }];
}

function requireOwnPage(request: Request): void {
  const type = request.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json")
    throw new ProblemError(415, "Unsupported Media Type", "Expected content-type application/json.");
  // With a session the gate has compared the origin with the address that people use; a token no browser sends along.
  const kind = currentPrincipal()?.kind;
  if (kind === "person" || kind === "token") return;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const own =
    origin === null || URL.parse(origin)?.host === (request.headers.get("host") ?? new URL(request.url).host);
  if (own && (site === null || site === "same-origin" || site === "none")) return;
  throw new ProblemError(403, "Forbidden", "Only pages of this Linkledger may send this, and programs.");
}
