import type { AnyList, Json } from "./part.ts";
import { componentSchemas, idOf, referenceTo } from "./schemas.ts";

/** What a field of that name usually holds. Taken where its schema allows it; otherwise the schema alone decides. */
const usual: Record<string, unknown[]> = {
  account: ["222222222222"],
  accountId: ["222222222222"],
  accountName: ["payments-prod"],
  application: ["ledger"],
  azId: ["use1-az1"],
  azIds: ["use1-az1", "use1-az2"],
  by: ["ana@example.com"],
  decidedBy: ["ana@example.com"],
  madeBy: ["ana@example.com"],
  collector: ["endpoints"],
  day: ["2026-11-17"],
  days: ["ccccccpcc"],
  detail: ['vpcId: "x" is not the id of a VPC.'],
  environment: ["prod"],
  field: ["accountId"],
  id: ["vpce-0a1b2c3d4e5f60718"],
  instance: ["/api/v1/endpoints"],
  loadBalancerArn: [
    "arn:aws:elasticloadbalancing:us-east-1:222222222222:loadbalancer/net/ledger/0123456789abcdef",
  ],
  loadBalancerName: ["ledger"],
  name: ["payments"],
  networkInterfaceId: ["eni-0a1b2c3d4e5f60718"],
  networkInterfaceIds: ["eni-0a1b2c3d4e5f60718"],
  objective: [99.9],
  owner: ["payments"],
  policyDigest: ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
  principals: ["arn:aws:iam::333333333333:root"],
  quarter: ["2026Q3"],
  region: ["us-east-1"],
  resourceId: ["vpce-0a1b2c3d4e5f60718"],
  regions: ["us-east-1"],
  securityGroupIds: ["sg-0a1b2c3d4e5f60718"],
  sentence: ["No target of the load balancer is healthy in use1-az1."],
  serviceId: ["vpce-svc-0a1b2c3d4e5f60718"],
  serviceName: ["com.amazonaws.vpce.us-east-1.vpce-svc-0a1b2c3d4e5f60718"],
  serviceRegion: ["us-east-1"],
  sha256: ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
  snapshotId: ["0199d3a4-7b1c-7e21-9c55-3f0a6d2b8e11"],
  state: ["available"],
  subnetId: ["subnet-0a1b2c3d4e5f60718"],
  subnetIds: ["subnet-0a1b2c3d4e5f60718"],
  target: ["ledger.example.com:443"],
  vpcEndpointId: ["vpce-0a1b2c3d4e5f60718"],
  vpcEndpointType: ["Interface"],
  vpcId: ["vpc-0a1b2c3d4e5f60718"],
};

const formats: Record<string, string> = {
  "date-time": "2026-11-18T14:05:00.000Z",
  date: "2026-11-18",
  uuid: "0199d3a4-7b1c-7e21-9c55-3f0a6d2b8e11",
  ipv4: "10.0.1.23",
  ipv6: "2001:db8::1",
  uri: "https://example.com/",
};

const deepest = 12;

/** A value that a JSON Schema allows, with what fields of such names usually hold. Of what may be null, a value. */
export function exampleOf(schema: Json, schemas: Record<string, Json>, name = "", depth = 0): unknown {
  if (typeof schema.$ref === "string")
    return exampleOf(schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}, schemas, name, depth);
  if ("const" in schema) return schema.const;
  const words = schema.enum as unknown[] | undefined;
  if (words) return words.find((word) => usual[name]?.includes(word)) ?? words[0];
  const either = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (either) {
    const some = either.find(({ type }) => type !== "null") ?? {};
    return depth >= deepest && either.some(({ type }) => type === "null")
      ? null
      : exampleOf(some, schemas, name, depth);
  }
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== "null") : schema.type;
  switch (type) {
    case "object":
      return objectExample(schema, schemas, depth);
    case "array":
      return arrayExample(schema, schemas, name, depth);
    case "string":
      return stringExample(schema, name);
    case "integer":
    case "number":
      return numberExample(schema, name);
    case "boolean":
      return false;
    case "null":
      return null;
    default:
      return usual[name]?.[0] ?? "text";
  }
}

function objectExample(schema: Json, schemas: Record<string, Json>, depth: number): Json {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Json>);
  const example = Object.fromEntries(
    properties.map(([field, one]) => [field, exampleOf(one, schemas, field, depth + 1)]),
  );
  const further = schema.additionalProperties;
  if (properties.length > 0 || typeof further !== "object" || further === null) return example;
  const keys = (schema.propertyNames as { enum?: string[] } | undefined)?.enum ?? ["team"];
  // Zod asks for every key of a closed set.
  return Object.fromEntries(keys.map((key) => [key, exampleOf(further as Json, schemas, key, depth + 1)]));
}

function arrayExample(schema: Json, schemas: Record<string, Json>, name: string, depth: number): unknown[] {
  if (Array.isArray(schema.prefixItems))
    return schema.prefixItems.map((one: Json) => exampleOf(one, schemas, name, depth + 1));
  if (depth >= deepest) return [];
  const items = (schema.items ?? {}) as Json;
  const known = usual[name];
  if (known && items.type === "string" && !items.enum) return known;
  return [exampleOf(items, schemas, name.replace(/s$/, ""), depth + 1)];
}

function stringExample({ format, pattern, minLength, maxLength }: Json, name: string): string {
  if (typeof format === "string" && formats[format]) return formats[format];
  const fits = (value: unknown): value is string =>
    typeof value === "string" &&
    (pattern === undefined || new RegExp(String(pattern), "u").test(value)) &&
    value.length >= Number(minLength ?? 0) &&
    value.length <= Number(maxLength ?? Number.POSITIVE_INFINITY);
  return usual[name]?.find(fits) ?? "text";
}

function numberExample({ minimum, maximum, type }: Json, name: string): number {
  const value =
    usual[name]?.find((one) => typeof one === "number") ??
    (/Ratio$|Share|attainment/i.test(name) ? 0.999 : 42);
  const whole = type === "integer" ? Math.round(value as number) : (value as number);
  return Math.min(Math.max(whole, Number(minimum ?? whole)), Number(maximum ?? whole));
}

/** The header and one row of a list's CSV. */
export function exampleCsv(def: AnyList): string {
  const schemas = componentSchemas([def.item]);
  const item = exampleOf(referenceTo(idOf(def.item)), schemas) as Json;
  const fields = Object.keys(def.columns);
  return [fields, fields.map((field) => cell(item[field]))].map((row) => `${row.join(",")}\r\n`).join("");
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return cell(value.join(";"));
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const problemDetails: Record<number, string> = {
  400: 'limit: "0" is not allowed; expected a whole number from 1 to 1000.',
  401: "Expected authorization: Bearer with a token that is known.",
  403: "Only pages of this Linkledger may send this, and programs.",
  404: "There is no endpoint vpce-0a1b2c3d4e5f60718.",
  408: "The request was not whole in time.",
  409: "It has been done already.",
  413: "A push may have 65536 bytes; shorten the text.",
  414: "The address has 9000 characters; at most 8192.",
  415: "Expected content-type application/json.",
  421: "Without sign-in Linkledger answers this machine alone: expected localhost, 127.0.0.1 or [::1] as Host.",
  429: "Too many requests from this caller; ask again in 10 s.",
  431: "The headers are longer than 16 KB.",
  500: "Linkledger made a mistake; its log says which.",
  503: "The database cannot be reached; try again later.",
};

/** A problem of that status as the API answers it. */
export function problemExample(status: number, title: string): Json {
  const detail = problemDetails[status] ?? title;
  const field = { field: "limit", errors: [{ field: "limit", message: detail.replace(/^limit: /, "") }] };
  return {
    type: "about:blank",
    title,
    status,
    detail,
    instance: "/api/v1/endpoints",
    ...(status === 400 && field),
  };
}
