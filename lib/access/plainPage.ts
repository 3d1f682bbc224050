import type { Problem } from "../api/problem.ts";

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const asText = (text: string) => text.replaceAll(/[&<>"']/g, (sign) => escapes[sign] as string);

/** A page that needs no data, no script and nobody signed in. `nonce` is that of the policy, for its style. */
export interface PlainPage {
  title: string;
  sentences: string[];
  links?: { href: string; label: string }[];
  nonce: string;
}

const style = `:root{color-scheme:light dark}body{font:16px/1.5 Inter,system-ui,sans-serif;max-width:36rem;margin:18vh auto 0;padding:0 1.25rem;
color:light-dark(#1f2328,#e6edf3);background:light-dark(#f7f8fa,#0d1117)}h1{font-size:1.4rem}a{color:light-dark(#0b5cad,#6cb6ff)}
a:focus-visible{outline:2px solid;outline-offset:2px}ul{list-style:none;padding:0;display:flex;gap:1.25rem;flex-wrap:wrap}`;

/** The page as HTML; everything in it is escaped. */
export function plainPage({ title, sentences, links = [], nonce }: PlainPage): string {
  const items = links.map(({ href, label }) => `<li><a href="${asText(href)}">${asText(label)}</a></li>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${asText(title)} · Linkledger</title><style nonce="${asText(nonce)}">${style}</style></head><body><main><h1>${asText(title)}</h1>
${sentences.map((sentence) => `<p>${asText(sentence)}</p>`).join("")}${items.length > 0 ? `<ul>${items.join("")}</ul>` : ""}</main></body></html>`;
}

/** What a person sees who may not see a page. */
export function refusedPage({ title, detail }: Problem, nonce: string): string {
  const links = [{ href: "/", label: "Executive page" }];
  return plainPage({ title, sentences: [detail ?? title], links, nonce });
}
