import { z } from "zod";
import { configSchema } from "./schema.ts";

/** As much of JSON Schema as the configuration is described with. */
interface Schema {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
}

const variables: [name: string, fallback: string, what: string][] = [
  ["PORT", "3000", "Port of the app."],
  ["HOST", "127.0.0.1", "Address that the app listens on. Others than loopback need sign-in."],
  [
    "DATABASE_URL",
    "an embedded Postgres",
    "Postgres 15 or newer: postgresql://user:password@host:5432/database.",
  ],
  [
    "DATABASE_URL_FILE",
    "",
    "A file that holds it, where DATABASE_URL is not set: as containers and systemd hand out secrets.",
  ],
  ["LINKLEDGER_DATA_DIR", ".data", "The embedded database and other local state."],
  ["LINKLEDGER_CONFIG", "linkledger.yaml", "The configuration file."],
  ["LINKLEDGER_NOW", "", "A fixed clock, for tests and screenshots."],
  ["LOG_LEVEL", "info", "trace, debug, info, warn, error, fatal or silent."],
  ["AWS_ENDPOINT_URL", "", "Another server than AWS, as in the AWS SDK, all of whose variables are read."],
];

/** The names of the environment variables that the reference describes. */
export const describedVariables: readonly string[] = variables.map(([name]) => name);

/** `docs/configuration.md`: every environment variable and every key of `linkledger.yaml`. */
export function configReference(): string {
  const schema = z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" }) as Schema;
  const sections = Object.entries(schema.properties ?? {}).map(([name, one]) => section(name, one));
  return `# Configuration

Made from the schema by \`npm run docs\`; a test fails when it is out of date.

A mistake in the file stops the start with its line and what was expected. Unknown keys are mistakes. Secrets stand in
files or in the environment; of a token only its SHA-256 is written here.

## Environment

| variable | default | |
|---|---|---|
${variables.map(([name, fallback, what]) => `| \`${name}\` | ${fallback} | ${what} |`).join("\n")}

## linkledger.yaml

${sections.join("\n\n")}
`;
}

function section(name: string, schema: Schema): string {
  const rows = rowsOf(name, schema, false);
  const table = ["| key | value | default | |", "|---|---|---|---|", ...rows];
  return [
    `### ${name}`,
    ...(schema.description && rows.length > 1 ? [schema.description] : []),
    table.join("\n"),
  ].join("\n\n");
}

/** One line for each key that holds a value; those that only hold others are their paths. */
function rowsOf(path: string, schema: Schema, required: boolean): string[] {
  const choices = schema.anyOf ?? schema.oneOf;
  const inner = schema.properties ? schema : choices?.find((one) => one.properties);
  if (inner?.properties) {
    const rows = Object.entries(inner.properties).flatMap(([name, one]) =>
      rowsOf(`${path}.${name}`, one, inner.required?.includes(name) ?? false),
    );
    return inner === schema ? rows : [row(path, schema, required), ...rows];
  }
  const holder = itemsOf(schema);
  if (holder?.properties) return rowsOf(`${path}[]`, holder, false);
  if (typeof schema.additionalProperties === "object") {
    return [
      row(`${path}.<name>`, { ...schema.additionalProperties, description: schema.description }, required),
    ];
  }
  return [row(path, schema, required)];
}

function itemsOf(schema: Schema): Schema | undefined {
  const { items } = schema;
  return items?.properties ? items : (items?.anyOf ?? items?.oneOf)?.find((one) => one.properties);
}

function row(path: string, schema: Schema, required: boolean): string {
  const { default: fallback } = schema;
  const shown = required ? "**required**" : fallback === undefined ? "" : `\`${JSON.stringify(fallback)}\``;
  return `| \`${path}\` | ${kindOf(schema)} | ${escaped(shown)} | ${escaped(schema.description ?? "")} |`;
}

function kindOf(schema: Schema): string {
  const choices = schema.anyOf ?? schema.oneOf;
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum) return schema.enum.map((word) => `\`${word}\``).join(", ");
  if (choices) return [...new Set(choices.map(kindOf))].join(" or ");
  switch (schema.type) {
    case "array":
      return `list of ${kindOf(schema.items ?? {})}`;
    case "integer":
      return `whole number${bounds(schema)}`;
    case "number":
      return `number${bounds(schema)}`;
    case "boolean":
      return "true or false";
    case "object":
      return "keys";
    case "string":
      return "text";
    default:
      return "any";
  }
}

function bounds({ minimum, maximum, exclusiveMinimum }: Schema): string {
  const low = minimum ?? exclusiveMinimum;
  const high = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (exclusiveMinimum !== undefined && high === undefined) return ` above ${exclusiveMinimum}`;
  if (low === undefined && high === undefined) return "";
  if (high === undefined) return ` from ${low}`;
  return low === undefined ? ` up to ${high}` : `, ${low} to ${high}`;
}

const escaped = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
