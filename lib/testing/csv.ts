/**
 * Reads RFC 4180 strictly, without any code of the writer: CRLF ends a record, quotes are doubled inside quotes,
 * and no bare quote, CR or LF stands outside them. Throws where the text breaks a rule.
 */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const record: string[] = [];
    for (;;) {
      const [cell, end] = text[at] === '"' ? quotedCell(text, at) : bareCell(text, at);
      record.push(cell);
      at = end;
      if (text[at] !== ",") break;
      at++;
    }
    if (text.slice(at, at + 2) !== "\r\n") throw new Error(`no CRLF after a record at ${at}`);
    at += 2;
    records.push(record);
  }
  return records;
}

function quotedCell(text: string, start: number): [string, number] {
  let cell = "";
  let at = start + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end < 0) throw new Error(`the quote at ${start} is never closed`);
    cell += text.slice(at, end);
    if (text[end + 1] !== '"') return [cell, end + 1];
    cell += '"';
    at = end + 2;
  }
}

function bareCell(text: string, start: number): [string, number] {
  const [cell = ""] = /^[^,\r\n]*/.exec(text.slice(start, start + 10_000)) ?? [];
  if (cell.includes('"')) throw new Error(`a bare quote in the cell at ${start}`);
  return [cell, start + cell.length];
}
