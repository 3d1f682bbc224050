import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["prometheus-alertmanager", "alertmanager"];

/** The program as Debian or its makers call it; undefined where this machine has not got it. */
export function findProgram(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
}

export interface Program {
  stop(): Promise<void>;
  tail(): string;
}

/** Alertmanager on loopback, by itself, with all it writes in `folder`; what it tells goes to `hook`. */
export function startAlertmanager(program: string, folder: string, port: number, hook: string): Program {
  const config = join(folder, "alertmanager.yml");
  const log = join(folder, "alertmanager.log");
  writeFileSync(
    config,
    `
route: { receiver: hook, group_by: [group, severity], group_wait: 1s, group_interval: 2s, repeat_interval: 1h }
receivers: [{ name: hook, webhook_configs: [{ url: "${hook}", send_resolved: true }] }]
`,
  );
  const child = spawn(
    program,
    [
      `--config.file=${config}`,
      `--storage.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--cluster.listen-address=",
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk) => writeFileSync(log, chunk, { flag: "a" }));
  return { stop: () => end(child), tail: () => readFileSync(log, "utf8").split("\n").slice(-20).join("\n") };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}
