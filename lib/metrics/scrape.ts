import { NoSlotError, Slots } from "../api/csv/slots.ts";
import { ProblemError } from "../api/problem.ts";
import { prometheusContentType, prometheusPieces } from "./prometheus.ts";

// Two of a pair of Prometheus servers, and two that wait: pages must always find a connection free.
const scrapesAtOnce = new Slots(2, 4);
const pieceBytes = 128 * 1024;

/**
 * The answer to a scrape, streamed at its reader's pace. The first piece is there when this returns: what fails by
 * then is an error, what fails later ends the connection, which Prometheus counts as a failed scrape.
 * Throws ProblemError 429, and what the database throws.
 */
export async function scrapeResponse(signal?: AbortSignal): Promise<Response> {
  const release = await scrapesAtOnce.take(signal).catch((error: unknown) => {
    if (!(error instanceof NoSlotError)) throw error;
    throw new ProblemError(429, "Too Many Requests", "Other scrapes are under way; ask again later.", {
      "retry-after": "10",
    });
  });
  const pieces = prometheusPieces();
  const leave = async () => {
    release();
    await pieces.return(undefined);
  };
  try {
    const { value: first } = await pieces.next();
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => first && controller.enqueue(first),
        async pull(controller) {
          try {
            const { bytes, done } = await gathered(pieces);
            if (bytes.length > 0) controller.enqueue(bytes);
            if (done) {
              release();
              controller.close();
            }
          } catch (error) {
            release();
            throw error;
          }
        },
        cancel: leave,
      },
      { highWaterMark: 1 },
    );
    return new Response(body, {
      headers: { "content-type": prometheusContentType, "cache-control": "no-store" },
    });
  } catch (error) {
    await leave();
    throw error;
  }
}

/** Pieces until there is enough to send. */
async function gathered(pieces: AsyncGenerator<Uint8Array>): Promise<{ bytes: Uint8Array; done: boolean }> {
  const all: Uint8Array[] = [];
  for (let length = 0; length < pieceBytes; ) {
    const { value, done } = await pieces.next();
    if (done) return { bytes: Buffer.concat(all), done: true };
    all.push(value);
    length += value.length;
  }
  return { bytes: Buffer.concat(all), done: false };
}
