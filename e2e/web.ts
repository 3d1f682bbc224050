// A process of the built app, for the browser tests.
import { join } from "node:path";
import { type Child, startChild } from "../scripts/lib/child.ts";
import { awaitPort } from "../scripts/lib/ports.ts";

export const logs = "test-results/logs";

export function startLogged(name: string, args: string[], env?: NodeJS.ProcessEnv): Child {
  return startChild(name, { args, env, logFile: join(logs, `${name}.log`) });
}

/** Waits until it accepts connections; throws with the end of its log where it ends before. */
export async function ready(child: Child, port: number): Promise<void> {
  const gone = child.exited.then(({ code, tail }) => {
    throw new Error(`${child.name} ended (exit ${code}):\n${tail}`);
  });
  await Promise.race([awaitPort(port, 120), gone]);
  gone.catch(() => {});
}

/** Starts the built app on loopback. `env` says which database, which configuration and what time it is. */
export function startWeb(name: string, port: number, env: NodeJS.ProcessEnv): Child {
  return startLogged(name, ["scripts/web.ts"], { ...env, HOST: "127.0.0.1", PORT: String(port) });
}
