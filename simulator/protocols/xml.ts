/** What an operation answers: wire names as keys, arrays for lists. */
type WireValue =
  | string
  | number
  | boolean
  | Date
  | undefined
  | null
  | readonly WireValue[]
  | { readonly [key: string]: WireValue };
export type WireObject = { readonly [key: string]: WireValue };

const SPECIAL = /[&<>"\r\n\t]/;

/** Renders members as XML; list entries sit in `listTag` (`item` for EC2, `member` elsewhere). */
export function renderXml(value: WireObject, listTag: string): string {
  let xml = "";
  for (const key in value) xml += renderMember(key, value[key], listTag);
  return xml;
}

function renderMember(key: string, value: WireValue, listTag: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return `<${key}>${escapeXml(value)}</${key}>`;
  if (typeof value !== "object") return `<${key}>${value}</${key}>`;
  if (value instanceof Date) return `<${key}>${value.toISOString()}</${key}>`;
  if (Array.isArray(value)) {
    if (value.length === 0) return `<${key}/>`;
    let items = "";
    for (const entry of value as readonly WireValue[]) items += renderMember(listTag, entry, listTag);
    return `<${key}>${items}</${key}>`;
  }
  return `<${key}>${renderXml(value as WireObject, listTag)}</${key}>`;
}

function escapeXml(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/[\r\n\t]/g, (c) => `&#x${c.charCodeAt(0).toString(16).toUpperCase()};`);
}
