import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface DatabaseProxy {
  /** The connection string through the proxy. */
  url: string;
  close(): Promise<void>;
}

/**
 * Stands between a process and its database. `onStatement` hears of each `statement` that a client sends as text,
 * before the server does; unless it answers true, the server never does: the client is cut off.
 */
export async function openDatabaseProxy(
  databaseUrl: string,
  statement: string,
  onStatement: () => boolean,
): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on("error", () => {});
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    upstream.pipe(client);
    client.on("data", (chunk) => {
      if (!chunk.includes(statement) || onStatement()) upstream.write(chunk);
      else client.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
