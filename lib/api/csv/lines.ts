const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Turns the line feeds that end CSV records into CRLF, as RFC 4180 wants them; line feeds inside quotes are data.
 * Call it with the chunks of one stream, in order, wherever they were cut.
 */
export function recordEndings(): (chunk: Uint8Array) => Uint8Array {
  // A quote inside a quoted cell is doubled, so counting quotes modulo two tells inside from outside.
  let quoted = false;
  return (chunk) => {
    const out = Buffer.allocUnsafe(chunk.length * 2);
    let written = 0;
    let copied = 0;
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index] as number;
      // Nearly every byte leaves here.
      if (byte > quote) continue;
      if (byte === quote) quoted = !quoted;
      else if (byte === lineFeed && !quoted) {
        out.set(chunk.subarray(copied, index), written);
        written += index - copied;
        out[written++] = carriageReturn;
        copied = index;
      }
    }
    out.set(chunk.subarray(copied), written);
    return out.subarray(0, written + chunk.length - copied);
  };
}
