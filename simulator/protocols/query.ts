/** One `Filter.N` of an EC2 call. Values may hold `*` and `?`. */
export interface Filter {
  name: string;
  values: string[];
}

/** The parameters of a query-protocol call (EC2, ELBv2, STS, older CloudWatch clients). */
export class QueryParams {
  readonly #params: URLSearchParams;

  constructor(body: string) {
    this.#params = new URLSearchParams(body);
  }

  get action(): string {
    return this.#params.get("Action") ?? "";
  }

  get(name: string): string | undefined {
    return this.#params.get(name) ?? undefined;
  }

  set(name: string, value: string): void {
    this.#params.set(name, value);
  }

  /** `Name.1`, `Name.2`… (EC2) or `Name.member.1`… (ELBv2); empty when the caller gave none. */
  list(name: string): string[] {
    const prefix = this.#params.has(`${name}.1`) ? name : `${name}.member`;
    const values: string[] = [];
    for (let index = 1; ; index++) {
      const value = this.#params.get(`${prefix}.${index}`);
      if (value === null) return values;
      values.push(value);
    }
  }

  filters(): Filter[] {
    const filters: Filter[] = [];
    for (let index = 1; ; index++) {
      const name = this.get(`Filter.${index}.Name`);
      if (name === undefined) return filters;
      filters.push({ name, values: this.list(`Filter.${index}.Value`) });
    }
  }

  /** The parameters as nested objects and arrays, for services that also speak JSON. */
  toObject(): Record<string, unknown> {
    const root: Record<string, unknown> = {};
    for (const [path, value] of this.#params) {
      if (path === "Action" || path === "Version") continue;
      setPath(root, path.split("."), value);
    }
    return collapse(root) as Record<string, unknown>;
  }
}

function setPath(root: Record<string, unknown>, path: string[], value: string): void {
  let node = root;
  for (const key of path.slice(0, -1)) {
    node[key] ??= {};
    node = node[key] as Record<string, unknown>;
  }
  node[path.at(-1) as string] = value;
}

/** `{ member: { 1: a, 2: b } }` becomes `[a, b]`. */
function collapse(node: unknown): unknown {
  if (typeof node !== "object" || node === null) return node;
  const record = node as Record<string, unknown>;
  const members = record.member as Record<string, unknown> | undefined;
  if (members !== undefined && Object.keys(record).length === 1) {
    return Object.keys(members)
      .sort((a, b) => Number(a) - Number(b))
      .map((key) => collapse(members[key]));
  }
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, collapse(value)]));
}

/** Whether `value` matches one of a filter's values, `*` and `?` included. */
export function matchesFilter(filter: Filter, value: string | readonly string[] | undefined): boolean {
  const candidates = value === undefined ? [] : typeof value === "string" ? [value] : value;
  return filter.values.some((pattern) =>
    /[*?]/.test(pattern)
      ? candidates.some((candidate) => wildcard(pattern).test(candidate))
      : candidates.includes(pattern),
  );
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/\*/g, ".*").replace(/\?/g, ".")}$`, "s");
}
