// npm run bench -- NAME [--json] [its own options]: answers one question and prints it with what it is compared to.
import { readdirSync } from "node:fs";
import { ConfigurationError } from "#lib/errors.ts";
import { formatTable } from "./report.ts";
import type { Bench } from "./schema.ts";

const support = new Set(["main", "report", "schema"]);
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => file.slice(0, -3))
  .filter((name) => !support.has(name));

const [name, ...rest] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  throw new ConfigurationError(`npm run bench -- NAME, where NAME is one of: ${names.join(", ")}`);
}
const json = rest.includes("--json");
const { bench } = (await import(`./${name}.ts`)) as { bench: Bench };
const rows = await bench.run(rest.filter((arg) => arg !== "--json"));
console.log(
  json
    ? JSON.stringify({ name, question: bench.question, rows }, null, 2)
    : formatTable(bench.question, rows),
);
process.exit(0);
