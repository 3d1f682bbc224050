import { type Agent, request as ask } from "node:http";
import type { FuzzAnswer } from "./judge.ts";
import type { FuzzRequest } from "./requests.ts";

const mostKept = 4 * 1024 * 1024;
const longestMs = 60_000;

/** Sends the request byte for byte as it is: no address is tidied up on the way. Throws where the server hangs up. */
export function askServer(
  agent: Agent,
  base: URL,
  { method, target, headers, body }: FuzzRequest,
): Promise<FuzzAnswer> {
  // Node's client leaves the length away where a method should have no body, and then the body is the next request.
  const sized =
    body === undefined ? headers : { ...headers, "content-length": String(Buffer.byteLength(body)) };
  return new Promise((done, fail) => {
    const asked = ask(
      {
        agent,
        method,
        host: base.hostname,
        port: base.port,
        path: target,
        headers: sized,
        timeout: longestMs,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        let length = 0;
        answer.on("data", (chunk: Buffer) => {
          if (length < mostKept) chunks.push(chunk);
          length += chunk.length;
        });
        answer.on("error", fail);
        answer.on("end", () => {
          const given = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
            values.map((value): [string, string] => [name, value]),
          );
          const all = Buffer.concat(chunks).toString("utf8");
          done({ status: answer.statusCode ?? 0, headers: new Headers(given), body: all });
        });
      },
    );
    asked.on("timeout", () => asked.destroy(new Error(`no answer within ${longestMs / 1000} s`)));
    asked.on("error", fail);
    asked.end(body);
  });
}
