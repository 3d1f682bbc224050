import type { z } from "zod";
import { securitySchemes } from "../../access/openapi.ts";
import { routes } from "../../access/routes.ts";
import { coverageSchema } from "../list/page.ts";
import { problemSchema } from "../problem.ts";
import { exampleOf, problemExample } from "./example.ts";
import { listPaths } from "./listPaths.ts";
import {
  type ApiPart,
  isSchema,
  type Json,
  type Method,
  type Operation,
  type ProblemStatus,
  type Text,
  text,
} from "./part.ts";
import { parts } from "./parts.ts";
import { componentSchemas, idOf, referenceTo } from "./schemas.ts";

const description =
  "A company's AWS PrivateLink fleet. Times are ISO 8601 UTC, bytes are integers, money is US dollars. " +
  "A null is not known, which is never the same as zero. Errors are RFC 9457 problems; bad input is a 400 that names the field. " +
  "Another method than those described is a 405, whose Allow names them.";

/** What an answer says besides, in its headers. */
const retryAfter = {
  "Retry-After": {
    description: "Seconds to wait before asking again.",
    schema: { type: "integer", minimum: 1 },
  },
};
const authenticate = {
  "WWW-Authenticate": { description: 'Bearer realm="linkledger".', schema: text },
};

const problems: Record<ProblemStatus, { name: string; title: string; description: string; headers?: Json }> =
  {
    400: { name: "BadRequest", title: "Bad Request", description: "Bad input; the field is named" },
    401: {
      name: "Unauthorized",
      title: "Unauthorized",
      description: "No token, or one that is not known",
      headers: authenticate,
    },
    403: { name: "Forbidden", title: "Forbidden", description: "The sender may not do this" },
    404: { name: "NotFound", title: "Not Found", description: "No such thing" },
    408: {
      name: "RequestTimeout",
      title: "Request Timeout",
      description: "The request was not whole in time; the connection is closed",
    },
    409: { name: "Conflict", title: "Conflict", description: "It has been done already" },
    413: { name: "ContentTooLarge", title: "Content Too Large", description: "Too much at once" },
    414: {
      name: "UriTooLong",
      title: "URI Too Long",
      description: "The address has more than 8,192 characters",
    },
    415: {
      name: "UnsupportedMediaType",
      title: "Unsupported Media Type",
      description: "Compressed, or in another way not to be read",
    },
    421: {
      name: "MisdirectedRequest",
      title: "Misdirected Request",
      description: "Without sign-in configured: the Host is not this machine",
    },
    429: {
      name: "TooManyRequests",
      title: "Too Many Requests",
      description: "Too often, or too many at once",
      headers: retryAfter,
    },
    431: {
      name: "HeadersTooLarge",
      title: "Request Header Fields Too Large",
      description: "The headers have more than 16 KB; the connection is closed",
    },
    500: {
      name: "InternalServerError",
      title: "Internal Server Error",
      description: "A mistake of Linkledger's own",
    },
    503: {
      name: "ServiceUnavailable",
      title: "Service Unavailable",
      description: "The database does not answer, the answer took too long, or this process is stopping",
      headers: retryAfter,
    },
  };

/** What is answered before any operation is asked. */
const beforeAll: ProblemStatus[] = [408, 414, 421, 429, 431, 500, 503];

interface Described {
  part: ApiPart;
  path: string;
  method: Method;
  operation: Operation;
}

/** Describes all of `/api/v1`, `/api/health` and `/metrics` as OpenAPI 3.1, from the schemas that the handlers use. */
export function openApiDocument(): Json {
  const operations = parts.flatMap(operationsOf);
  const schemas = allSchemas(operations);
  const paths: Record<string, Json> = {};
  for (const one of operations) paths[one.path] = { ...paths[one.path], [one.method]: written(one, schemas) };
  return {
    openapi: "3.1.0",
    info: {
      title: "Linkledger",
      version: "1",
      description,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: parts.map(({ name, description }) => ({ name, description })),
    paths,
    components: { schemas, responses: problemResponses(), securitySchemes },
    // Without sign-in configured nothing is asked for, and this machine alone is served.
    security: [{ token: [] }, { session: [] }, {}],
  };
}

function operationsOf(part: ApiPart): Described[] {
  const described: Described[] = [];
  for (const paths of [...(part.lists ?? []).map(listPaths), part.paths ?? {}])
    for (const [path, methods] of Object.entries(paths))
      for (const [method, operation] of Object.entries(methods) as [Method, Operation][])
        described.push({ part, path, method, operation });
  return described;
}

/** Of what is both sent and answered, the schema of the answer, which is the narrower one. */
function allSchemas(operations: Described[]): Record<string, Json> {
  const answered = new Set([...operations.flatMap(answersOf), ...namedSchemas()]);
  const sent = operations.flatMap(({ operation: { body } }) =>
    body?.schema && isSchema(body.schema) ? [body.schema] : [],
  );
  return { ...componentSchemas(new Set([...answered, ...sent]), "input"), ...componentSchemas(answered) };
}

function answersOf({ operation: { answer, otherwise = {} } }: Described): z.ZodType[] {
  const others = Object.values(otherwise).map((one) => one.answer);
  return answer && isSchema(answer) ? [answer, ...others] : others;
}

const namedSchemas = () => [
  ...parts.flatMap(({ lists = [] }) => lists.map(({ item }) => item as z.ZodType)),
  ...parts.flatMap((part) => part.schemas ?? []),
  coverageSchema,
  problemSchema,
];

function written({ part, path, method, operation }: Described, schemas: Record<string, Json>): Json {
  const { summary, description, parameters = [], body, otherwise = {} } = operation;
  return {
    operationId: operationId(method, path),
    tags: [part.name],
    summary,
    ...(description && { description }),
    parameters,
    ...(body && { requestBody: { required: true, content: bodyContent(body) } }),
    responses: {
      ...successOf(operation, schemas),
      ...Object.fromEntries(
        [...new Set([...(operation.problems ?? [400]), ...accessProblems(path), ...beforeAll])].map(
          (status) => [status, { $ref: `#/components/responses/${problems[status].name}` }],
        ),
      ),
      ...Object.fromEntries(
        Object.entries(otherwise).map(([status, one]) => [
          status,
          { description: one.description, content: jsonContent(one.answer, schemas) },
        ]),
      ),
    },
  };
}

/** Where sign-in is configured every address asks who you are, but those that are anybody's. */
function accessProblems(path: string): ProblemStatus[] {
  const rule = routes[path.replaceAll(/\{(\w+)\}/g, "[$1]")] ?? {};
  return Object.values(rule).includes("public") ? [] : [401, 403];
}

/** Unique, of letters and digits: `getEndpointsIdMetrics`. */
function operationId(method: Method, path: string): string {
  const words = path.replace(/^\/(api\/v1\/|api\/)?/, "").match(/[A-Za-z0-9]+/g) ?? [];
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function successOf(operation: Operation, schemas: Record<string, Json>): Json {
  const { answer, answerExample, summary, status } = operation;
  if (!answer) return { [status ?? 204]: { description: summary } };
  const content = isSchema(answer) ? jsonContent(answer, schemas, answerExample) : textContent(answer);
  return { [status ?? 200]: { description: summary, content } };
}

function jsonContent(schema: z.ZodType, schemas: Record<string, Json>, given?: unknown): Json {
  const reference = referenceTo(idOf(schema));
  return { "application/json": { schema: reference, example: given ?? exampleOf(reference, schemas) } };
}

function bodyContent(body: NonNullable<Operation["body"]>): Json {
  if (!body.schema || !isSchema(body.schema)) return textContent(body as Text);
  return {
    [body.type ?? "application/json"]: { schema: referenceTo(idOf(body.schema)), example: body.example },
  };
}

function textContent({ type, schema = text, example }: Text): Json {
  return { [type]: { schema, example } };
}

function problemResponses(): Json {
  return Object.fromEntries(
    Object.entries(problems).map(([status, { name, title, description, headers }]) => [
      name,
      {
        description,
        ...(headers && { headers }),
        content: {
          "application/problem+json": {
            schema: referenceTo(idOf(problemSchema)),
            example: problemExample(Number(status), title),
          },
        },
      },
    ]),
  );
}
