/** One thing the palette found, with the page that shows it. */
export interface SearchHit {
  kind: "endpoint" | "account" | "service" | "owner";
  /** What was matched: an id or a name. */
  label: string;
  /** What tells it from others of the same label. */
  detail: string;
  href: string;
}
