import { type RouteRule, routes } from "./routes.ts";

interface Known {
  pattern: string;
  parts: string[];
  rule: RouteRule;
}

const rankOf = (part: string) =>
  part.startsWith("[[") ? 3 : part.startsWith("[...") ? 2 : part.startsWith("[") ? 1 : 0;

// The most exact first, as the framework chooses: names before [one], before [...many], before [[...any]].
const known: Known[] = Object.entries(routes)
  .map(([pattern, rule]) => ({ pattern, rule, parts: pattern.split("/").slice(1).filter(Boolean) }))
  .toSorted((a, b) => {
    for (let i = 0; i < Math.min(a.parts.length, b.parts.length); i++) {
      const order = rankOf(a.parts[i] as string) - rankOf(b.parts[i] as string);
      if (order !== 0) return order;
    }
    return b.parts.length - a.parts.length;
  });

function fits(pattern: readonly string[], path: readonly string[]): boolean {
  for (const [i, part] of pattern.entries()) {
    if (part.startsWith("[[...")) return true;
    if (part.startsWith("[...")) return path.length > i;
    if (i >= path.length) return false;
    if (!part.startsWith("[") && part !== path[i]) return false;
  }
  return pattern.length === path.length;
}

/**
 * The address of a path as it came in, still encoded; undefined where there is none. Each part is decoded once, as the
 * framework does. A path with empty parts, or `.` and `..`, is none: how it would be read is not left to chance.
 */
export function matchRoute(path: string): { pattern: string; rule: RouteRule } | undefined {
  // A backslash or a control character is a slash, or nothing, to some who read addresses.
  if (!/^\/[\x21-\x7e]*$/.test(path) || /[\\#?]/.test(path)) return undefined;
  const parts = path === "/" ? [] : path.replace(/\/$/, "").split("/").slice(1);
  let decoded: string[];
  try {
    decoded = parts.map((part) => decodeURIComponent(part));
  } catch {
    return undefined;
  }
  if (decoded.some((part) => part === "" || part === "." || part === "..")) return undefined;
  return known.find(({ parts: pattern }) => fits(pattern, decoded));
}
