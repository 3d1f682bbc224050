import { connect, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { LinkledgerError } from "#lib/errors.ts";

/** A port of loopback that nobody uses at this moment. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function answers(port: number, host: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ port, host, timeout: 1_000 });
    const end = (yes: boolean) => {
      socket.destroy();
      done(yes);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}

/** Waits until something accepts connections. Throws after `seconds`. */
export async function awaitPort(port: number, seconds: number, host = "127.0.0.1"): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await answers(port, host))) {
    if (Date.now() > deadline)
      throw new LinkledgerError("start", `nothing answers on ${host}:${port} after ${seconds} s`);
    await delay(50);
  }
}
