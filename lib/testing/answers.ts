import { type Ajv2020, type ValidateFunction, Ajv2020 as Validator } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { openApiDocument } from "../api/openapi/document.ts";

interface Response200 {
  $ref?: string;
  content?: Record<string, { schema: { $ref?: string } }>;
}
interface Described {
  paths: Record<string, Record<string, { responses: Record<string, Response200> }>>;
  components: { schemas: object; responses: Record<string, Response200> };
}

let described: { document: Described; routes: [RegExp, string][]; ajv: Ajv2020 } | undefined;

/** Made at the first answer: most test files ask for none. */
function api() {
  if (described) return described;
  const document = openApiDocument() as unknown as Described;
  const ajv = new Validator({ strict: false, validateSchema: false, inlineRefs: false });
  formats.default(ajv);
  ajv.addSchema({ $id: "linkledger", components: { schemas: document.components.schemas } });
  const routes = Object.keys(document.paths)
    // The most exact first: endpoints.csv is no endpoint.
    .sort((a, b) => a.split("{").length - b.split("{").length)
    .map((path): [RegExp, string] => {
      const id = path.startsWith("/api/v1/load-balancers/") ? ".+" : "[^/]+";
      const pattern = path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, id);
      return [new RegExp(`^${pattern}$`), path];
    });
  described = { document, routes, ajv };
  return described;
}

// What every address may answer beside what its operation says: another method, and a mistake of our own.
const always = new Set(["405", "499", "500"]);

/**
 * Throws where an answer is not what the OpenAPI document says of it: its status, its content type, its JSON. Answers
 * of addresses outside the API are let be, and so are those to HEAD and OPTIONS.
 */
export async function checkAnswer(request: Request, answer: Response): Promise<void> {
  const { pathname } = new URL(request.url);
  const method = request.method.toLowerCase();
  if (!/^\/(api|metrics)(\/|$)/.test(pathname) || method === "head" || method === "options") return;
  const { document, routes } = api();
  const path = routes.find(([pattern]) => pattern.test(pathname))?.[1];
  const operation = path ? document.paths[path]?.[method] : undefined;
  const status = String(answer.status);
  const where = `${request.method} ${pathname} answered ${status}`;
  if (!operation) {
    if (status === "404" || status === "405") return;
    throw new Error(`${where}, and the OpenAPI document has no such operation`);
  }
  const said = operation.responses[status];
  const type = answer.headers.get("content-type")?.split(";", 1)[0] ?? "";
  if (!said) {
    if (!always.has(status)) throw new Error(`${where}, which its operation does not name`);
    if (type === "application/problem+json") await hold(await answer.clone().json(), "Problem", where);
    return;
  }
  const { content } = said.$ref
    ? (document.components.responses[said.$ref.split("/").at(-1) ?? ""] ?? {})
    : said;
  if (!content) return;
  const expected = content[type];
  if (!expected) throw new Error(`${where} as ${type}; expected ${Object.keys(content).join(", ")}`);
  const name = expected.schema.$ref?.split("/").at(-1);
  if (name) await hold(await answer.clone().json(), name, where);
}

async function hold(body: unknown, name: string, where: string): Promise<void> {
  const { ajv } = api();
  const check = ajv.getSchema(`linkledger#/components/schemas/${name}`) as ValidateFunction;
  if (check(body)) return;
  const mistakes = (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || "it"} ${message} ${JSON.stringify(params)}`,
  );
  throw new Error(`${where}, which is no ${name}: ${mistakes.join("; ")}`);
}
