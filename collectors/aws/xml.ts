/** What the SDK knows of a shape (`NormalizedSchema`), as far as reading it takes. */
export interface Shape {
  getSchema(): unknown;
  getMergedTraits(): Traits;
  getMemberTraits(): Traits;
  isListSchema(): boolean;
  isStringSchema(): boolean;
  isStructSchema(): boolean;
  isUnionSchema(): boolean;
  isMapSchema(): boolean;
  isDocumentSchema(): boolean;
  getValueSchema(): Shape;
  structIterator(): Iterable<[name: string, shape: Shape]>;
}

interface Traits {
  xmlName?: string;
  xmlFlattened?: unknown;
  httpPayload?: unknown;
  mediaType?: unknown;
}

/** Makes of an element's text what its shape says: a number, a boolean, a date. */
type ReadText = (shape: Shape, text: string) => unknown;

/** How the content of an element is read. */
type Plan =
  | { kind: "text"; shape: Shape; plain: boolean }
  | { kind: "list"; item: string; of: Plan }
  | { kind: "struct"; members: Members }
  | { kind: "other" };

/** By the name that a member has in XML. */
type Members = Map<string, { name: string; plan: Plan }>;

const other: Plan = { kind: "other" };
const structs = new WeakMap<object, Plan>();

function planOf(shape: Shape): Plan {
  if (shape.isListSchema()) {
    if (shape.getMergedTraits().xmlFlattened) return other;
    const item = shape.getValueSchema();
    return { kind: "list", item: item.getMergedTraits().xmlName ?? "member", of: planOf(item) };
  }
  if (shape.isStructSchema()) return shape.isUnionSchema() ? other : structPlan(shape);
  if (shape.isMapSchema() || shape.isDocumentSchema()) return other;
  return { kind: "text", shape, plain: shape.isStringSchema() && !shape.getMergedTraits().mediaType };
}

function structPlan(shape: Shape): Plan {
  const schema = shape.getSchema() as object;
  const known = structs.get(schema);
  if (known) return known;
  const members: Members = new Map();
  const plan: Plan = { kind: "struct", members };
  // Before its members: a shape may contain itself.
  structs.set(schema, plan);
  for (const [name, member] of shape.structIterator()) {
    const inXml = member.getMemberTraits().xmlName ?? name;
    const unusual = member.getMergedTraits().httpPayload || members.has(inXml);
    members.set(inXml, { name, plan: unusual ? other : planOf(member) });
  }
  return plan;
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const entity = /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-zA-Z][a-zA-Z0-9]{0,30}));/g;

function decode(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(entity, (_, hex?: string, decimal?: string, name = "") => {
    if (hex) return String.fromCharCode(Number.parseInt(hex, 16));
    return decimal ? String.fromCharCode(Number.parseInt(decimal, 10)) : (entities[name] ?? "");
  });
}

const plainRoot = /^([A-Za-z][\w.-]*)(?: xmlns="[^"&]*")?$/;
const plainName = /^[A-Za-z][\w.-]*$/;
const slash = 47;
const greater = 62;

/**
 * Reads an answer of elements and text alone, which is what EC2 and ELB send, straight into the shape that the SDK has
 * for it, the root's own or that of its child `within`. Undefined for anything else (attributes, comments, CDATA, text
 * between elements, an element twice, what is broken, shapes that these services do not use): that is for the SDK,
 * which goes through it letter by letter into a tree, and through the tree by every member that there could be. What
 * it makes of an answer, this equals.
 */
export function readPlainXml(
  xml: string,
  shape: Shape,
  readText: ReadText,
  within?: string,
): object | undefined {
  const start = xml.startsWith("<?xml") ? xml.indexOf("?>") + 2 : 0;
  if (start === 1 || xml.includes("\r") || xml.includes("<!") || xml.includes("<?", start)) return undefined;
  const open = xml.indexOf("<", start);
  const end = xml.indexOf(">", open);
  if (open < 0 || end < 0 || xml.slice(start, open).trim() !== "") return undefined;
  const root = plainRoot.exec(xml.slice(open + 1, end))?.[1];
  const plan = planOf(shape);
  if (!root || plan.kind !== "struct") return undefined;
  return new Reader(xml, end + 1, readText).root(root, plan, within);
}

class Reader {
  readonly #xml: string;
  readonly #readText: ReadText;
  #at: number;
  /** Whether the tag read last has no content: `<name/>`. */
  #empty = false;

  constructor(xml: string, at: number, readText: ReadText) {
    this.#xml = xml;
    this.#at = at;
    this.#readText = readText;
  }

  root(name: string, plan: Plan, within: string | undefined): object | undefined {
    const members: Members = within === undefined ? new Map() : new Map([[within, { name: within, plan }]]);
    const whole = this.#value(name, within === undefined ? plan : { kind: "struct", members });
    if (whole === undefined || this.#xml.slice(this.#at).trim() !== "") return undefined;
    return (within === undefined ? whole : (whole as Record<string, unknown>)[within]) as object | undefined;
  }

  /** What is between a tag and its closing one, which is read as well. */
  #value(name: string, plan: Plan): unknown {
    switch (plan.kind) {
      case "text":
        return this.#text(name, plan);
      case "struct":
        return this.#struct(name, plan.members);
      case "list":
        return this.#list(name, plan.item, plan.of);
      case "other":
        return undefined;
    }
  }

  #text(name: string, { shape, plain }: Plan & { kind: "text" }): unknown {
    const from = this.#at;
    const open = this.#xml.indexOf("<", from);
    if (open < 0 || !this.#closes(open, name)) return undefined;
    const text = this.#xml.slice(from, open);
    const read = isBreak(text) ? "" : decode(text);
    return plain ? read : this.#readText(shape, read);
  }

  #struct(name: string, members: Members): object | undefined {
    const read: Record<string, unknown> = {};
    for (;;) {
      const child = this.#tag(name);
      if (child === undefined) return undefined;
      if (child === "") return read;
      const member = members.get(child);
      if (!member) {
        if (!plainName.test(child) || !(this.#empty || this.#skip(child))) return undefined;
        continue;
      }
      const value = this.#empty ? this.#nothing(member.plan) : this.#value(child, member.plan);
      if (value === undefined || read[member.name] !== undefined) return undefined;
      read[member.name] = value;
    }
  }

  #list(name: string, item: string, of: Plan): unknown[] | undefined {
    const read: unknown[] = [];
    for (;;) {
      const child = this.#tag(name);
      if (child === "") return read;
      if (child !== item) return undefined;
      const value = this.#empty ? this.#nothing(of) : this.#value(child, of);
      if (value === undefined) return undefined;
      read.push(value);
    }
  }

  #nothing(plan: Plan): unknown {
    switch (plan.kind) {
      case "text":
        return plan.plain ? "" : this.#readText(plan.shape, "");
      case "struct":
        return {};
      case "list":
        return [];
      case "other":
        return undefined;
    }
  }

  /** Goes past an element that the SDK has no member for: its text, or its children. */
  #skip(name: string): boolean {
    const open = this.#xml.indexOf("<", this.#at);
    if (open >= 0 && this.#closes(open, name)) return true;
    for (;;) {
      const child = this.#tag(name);
      if (child === undefined) return false;
      if (child === "") return true;
      if (!plainName.test(child) || !(this.#empty || this.#skip(child))) return false;
    }
  }

  /** Past the next tag within `name`: the name of a child, "" where `name` itself is closed, undefined for anything else. */
  #tag(name: string): string | undefined {
    const xml = this.#xml;
    const from = this.#at;
    const open = xml.indexOf("<", from);
    if (open < 0 || (open > from && !isBreak(xml.slice(from, open)))) return undefined;
    if (xml.charCodeAt(open + 1) === slash) return this.#closes(open, name) ? "" : undefined;
    const end = xml.indexOf(">", open);
    if (end < 0) return undefined;
    this.#at = end + 1;
    this.#empty = xml.charCodeAt(end - 1) === slash;
    return xml.slice(open + 1, this.#empty ? end - 1 : end) || undefined;
  }

  /** True, and past it, when the tag at `open` closes `name`. */
  #closes(open: number, name: string): boolean {
    const close = open + 2 + name.length;
    if (this.#xml.charCodeAt(open + 1) !== slash) return false;
    if (!this.#xml.startsWith(name, open + 2) || this.#xml.charCodeAt(close) !== greater) return false;
    this.#at = close + 1;
    return true;
  }
}

/** The space that breaks lines between elements; other space is text. */
function isBreak(text: string): boolean {
  return text.includes("\n") && text.trim() === "";
}
