import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["prometheus", "prometheus-blackbox-exporter"];

function pathOf(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** Names of the programs that this machine has not. */
export function missingPrograms(): string[] {
  return names.filter((name) => !pathOf(name));
}

export interface Ports {
  up: number;
  down: number;
  prometheusPort: number;
  exporterPort: number;
}

/** One series of an answer: `value` of an instant vector, `values` of a range. */
export interface Told {
  metric: Record<string, string>;
  value?: [number, string];
  values?: [number, string][];
}

export interface Programs {
  url: string;
  ask(query: string, time?: number): Promise<Told[]>;
  stopExporter(): Promise<void>;
  stop(): Promise<void>;
  tail(): string;
}

/** Prometheus and the exporter, on loopback, with all they write in `folder`. */
export function startPrograms(folder: string, ports: Ports): Programs {
  const { prometheusPort, exporterPort } = ports;
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const log = join(folder, "programs.log");
  writeFileSync(log, "");
  mkdirSync(join(folder, "data"));
  const exporter = start(pathOf("prometheus-blackbox-exporter") ?? "", log, [
    `--config.file=${file("blackbox.yml", modules)}`,
    `--web.listen-address=127.0.0.1:${exporterPort}`,
  ]);
  const prometheus = start(pathOf("prometheus") ?? "", log, [
    `--config.file=${file("prometheus.yml", scrapes(ports))}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${prometheusPort}`,
  ]);
  const url = `http://127.0.0.1:${prometheusPort}`;
  return {
    url,
    async ask(query, time) {
      const parameters = new URLSearchParams({ query, ...(time !== undefined && { time: String(time) }) });
      const answer = await fetch(`${url}/api/v1/query?${parameters}`);
      const body = (await answer.json()) as { status: string; error?: string; data: { result: Told[] } };
      if (body.status !== "success") throw new Error(body.error);
      return body.data.result;
    },
    stopExporter: () => end(exporter),
    async stop() {
      await Promise.all([end(exporter), end(prometheus)]);
    },
    tail: () => readFileSync(log, "utf8").split("\n").slice(-20).join("\n"),
  };
}

function start(program: string, log: string, args: string[]): ChildProcess {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk) => writeFileSync(log, chunk, { flag: "a" }));
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}

const modules = `
modules:
  http_2xx: { prober: http, timeout: 900ms, http: { preferred_ip_protocol: ip4 } }
  tcp_connect: { prober: tcp, timeout: 900ms, tcp: { preferred_ip_protocol: ip4 } }
`;

/** Targets by the endpoint's id, and others by their address alone; one of them is nobody's. */
const scrapes = ({ up, down, exporterPort }: Ports) =>
  `
global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs:
  - job_name: blackbox-http
    metrics_path: /probe
    params: { module: [http_2xx] }
    static_configs:
      - { targets: ["http://127.0.0.1:${up}/"], labels: { vpc_endpoint_id: vpce-0aaaaaaaaaaaaaaaa, az_id: use1-az1, module: http_2xx } }
      - { targets: ["http://127.0.0.1:${up}/missing"], labels: { vpc_endpoint_id: vpce-0aaaaaaaaaaaaaaaa, az_id: use1-az2, module: http_2xx } }
    relabel_configs: &exporter
      - { source_labels: [__address__], target_label: __param_target }
      - { source_labels: [__param_target], target_label: instance }
      - { target_label: __address__, replacement: "127.0.0.1:${exporterPort}" }
  - job_name: blackbox-tcp
    metrics_path: /probe
    params: { module: [tcp_connect] }
    static_configs:
      - { targets: ["127.0.0.1:${up}", "127.0.0.2:${down}", "127.0.0.3:${down}"], labels: { module: tcp_connect } }
    relabel_configs:
      - { source_labels: [__address__], target_label: __param_target }
      - { source_labels: [__param_target], target_label: instance }
      - { target_label: __address__, replacement: "127.0.0.1:${exporterPort}" }
`.replace(" &exporter", "");
