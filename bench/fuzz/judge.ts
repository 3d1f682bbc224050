import type { FuzzRequest } from "./requests.ts";
import { marker } from "./values.ts";

export interface FuzzAnswer {
  status: number;
  headers: Headers;
  body: string;
}

/** What is wrong with an answer; undefined where nothing is. */
export function mistakeIn(
  { method }: FuzzRequest,
  { status, headers, body }: FuzzAnswer,
): string | undefined {
  if (status >= 500) return `answered ${status}`;
  const type = headers.get("content-type") ?? "";
  if (headers.has("set-cookie") && headers.get("set-cookie")?.includes("a=b"))
    return "sets a cookie it was told to";
  const location = headers.get("location");
  if (location && /^([a-z]+:)?\/[/\\]|^javascript:/i.test(location) && /evil/.test(location)) {
    return "redirects to where it was told to";
  }
  if (type.startsWith("text/html") && body.includes(marker)) return "echoes markup unescaped";
  if (/<fuzz-/.test([...headers.values()].join("\n")) && type.startsWith("text/html"))
    return "echoes markup in a header";
  if (/\bat .+\.(ts|js|mjs):\d+|node_modules|pg_catalog|_prisma_migrations/.test(body) && status >= 400) {
    return "tells of its inside";
  }
  if (/json$|json;/.test(type) && method !== "HEAD" && status !== 204) {
    try {
      JSON.parse(body);
    } catch {
      return "calls something JSON that is none";
    }
  }
  if (status === 400 && type === "application/problem+json" && method !== "HEAD") {
    const problem = JSON.parse(body) as { field?: unknown };
    if (typeof problem.field !== "string") return "names no field";
  }
  return undefined;
}
