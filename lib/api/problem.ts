import { z } from "zod";
import { isConnectionError, isPoolEnded } from "../db/connectionErrors.ts";
import { InvalidInputError, LinkledgerError, NotFoundError } from "../errors.ts";

export interface FieldError {
  field: string;
  message: string;
}

/** Bad input in one or several fields: HTTP 400 that names each. */
export class InvalidQueryError extends InvalidInputError {
  readonly errors: FieldError[];
  constructor(errors: [FieldError, ...FieldError[]]) {
    super(errors[0].field, errors.map(({ field, message }) => `${field}: ${message}`).join(" "));
    this.errors = errors;
  }
}

/** An answer that only HTTP knows (401, 413): its status, and what goes into its headers. */
export class ProblemError extends LinkledgerError {
  readonly status: number;
  readonly title: string;
  readonly headers: Record<string, string>;
  constructor(status: number, title: string, detail: string, headers: Record<string, string> = {}) {
    super("problem", detail);
    this.status = status;
    this.title = title;
    this.headers = headers;
  }
}

/** An RFC 9457 problem, as every error of the API answers. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().describe("Path of the request."),
    field: z.string().optional().describe("The first parameter that is wrong."),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof problemSchema>;

/** What an error means to the caller; undefined when it is a mistake of Linkledger's own. */
export function toProblem(error: unknown, instance: string): Problem | undefined {
  const problem = (status: number, title: string, detail: string, more: Partial<Problem> = {}): Problem => ({
    type: "about:blank",
    title,
    status,
    detail,
    instance,
    ...more,
  });
  if (error instanceof InvalidInputError) {
    const errors =
      error instanceof InvalidQueryError ? error.errors : [{ field: error.field, message: error.message }];
    const detail = error instanceof InvalidQueryError ? error.message : `${error.field}: ${error.message}`;
    return problem(400, "Bad Request", detail, { field: error.field, errors });
  }
  if (error instanceof ProblemError) return problem(error.status, error.title, error.message);
  if (error instanceof NotFoundError) return problem(404, "Not Found", error.message);
  const reason = unavailableReason(error);
  return reason === undefined ? undefined : problem(503, "Service Unavailable", reason);
}

// Where the database is stays out of the answer: it is for the log, not for whoever calls.
function unavailableReason(error: unknown): string | undefined {
  const code = String((error as { code?: unknown } | null)?.code ?? "");
  if (code === "57014") return "The answer took too long; narrow the filter, or try again later.";
  if (code === "42P01" || code === "42703" || code === "3F000")
    return "The database's schema is not the one of this version: an upgrade is under way; try again in a moment.";
  if (/^(08(?!P)|53|57P)/.test(code)) return "The database refuses work at the moment; try again later.";
  if (isConnectionError(error) || isPoolEnded(error))
    return "The database cannot be reached; try again later.";
  return undefined;
}
