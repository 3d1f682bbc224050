import type { Duplex } from "node:stream";
import type { Problem } from "../api/problem.ts";

interface Told {
  status: number;
  title: string;
  detail: string;
}

/** What Node's parser stops at before there is a request, by its code. */
const told: Record<string, Told> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    title: "Request Header Fields Too Large",
    detail: "The headers are longer than 16 KB.",
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    title: "Content Too Large",
    detail: "The extensions of a chunk are longer than 16 KB.",
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    title: "Request Timeout",
    detail: "The request was not whole in time.",
  },
};
const malformed: Told = { status: 400, title: "Bad Request", detail: "This is not HTTP." };

/** The whole answer to what is no request, as it goes over the wire; the connection ends with it. */
export function answerToNoRequest(code: string | undefined): string {
  const { status, title, detail } = told[code ?? ""] ?? malformed;
  const problem: Problem = { type: "about:blank", title, status, detail, instance: "" };
  const body = JSON.stringify({
    ...problem,
    ...(status === 400 && { field: "request", errors: [{ field: "request", message: detail }] }),
  });
  return [
    `HTTP/1.1 ${status} ${title}`,
    "content-type: application/problem+json",
    "cache-control: no-store",
    "x-content-type-options: nosniff",
    "connection: close",
    `content-length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}

/** For a server's `clientError`: says what is wrong as everything else does, and ends the connection. */
export function refuseNoRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  // Whoever reset the connection hears nothing, and behind an answer that has begun nothing fits.
  const begun = (socket as { _httpMessage?: { _header?: string | null } })._httpMessage?._header;
  if (error.code === "ECONNRESET" || !socket.writable || begun) return void socket.destroy(error);
  socket.end(answerToNoRequest(error.code));
}
