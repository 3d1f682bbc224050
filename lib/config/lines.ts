import { isNode, LineCounter, parseDocument } from "yaml";

/** Tells on which line of a configuration's text a key stands; null where the text does not have it. */
export function configLines(text: string): (at: readonly (string | number)[]) => number | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return (at) => {
    if (document.errors.length > 0 || !document.hasIn(at)) return null;
    const node = document.getIn(at, true);
    return isNode(node) && node.range ? lines.linePos(node.range[0]).line : null;
  };
}
