// Brings a checkout to the point where its commands run. Plain JavaScript for any Node ≥ 18, nothing installed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { run } from "./processes.mjs";
import { dim, duration, Stop, say, status } from "./say.mjs";

export const root = fileURLToPath(new URL("../..", import.meta.url));

const runtimeMajor = 24;
const runtimeFolder = join(root, ".runtime");

/** True when `version` runs TypeScript files without a flag. */
export function runsTypeScript(version) {
  const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

function tail(output) {
  return output.trim().split("\n").slice(-15).join("\n");
}

/** What went wrong, without the warnings about other things around it. */
function npmErrors(output) {
  const errors = output.split("\n").filter((line) => /^npm (error|ERR!) ./.test(line));
  return errors.length > 0 ? errors.slice(0, 15).join("\n") : tail(output);
}

function npm(args, options) {
  // The version of npm that came with the machine's Node, whichever Node runs this script.
  const windows = process.platform === "win32";
  return run(windows ? "npm.cmd" : "npm", [...args, "--no-audit", "--no-fund", "--no-update-notifier"], {
    cwd: root,
    shell: windows,
    ...options,
  });
}

async function watched(label, work) {
  const begun = Date.now();
  const seconds = () => (Date.now() - begun) / 1000;
  const timer = setInterval(() => status(label, `${label} … ${duration(seconds())}`), 1000);
  try {
    const result = await work();
    say(`${label} ${dim(duration(seconds()))}`, label);
    return result;
  } finally {
    clearInterval(timer);
  }
}

async function works(node) {
  if (!existsSync(node)) return false;
  const { code, output } = await run(node, ["--version"]).catch(() => ({ code: 1, output: "" }));
  return code === 0 && runsTypeScript(output.trim());
}

/** Path of a Node that runs TypeScript files: this one, or one fetched from npm into `.runtime`. */
export async function provideNode() {
  if (runsTypeScript(process.version)) return process.execPath;
  const folder = join(runtimeFolder, "node_modules", "node");
  const node = join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (await works(node)) return node;
  await watched(`Node ${runtimeMajor} (this machine has ${process.version})`, async () => {
    mkdirSync(runtimeFolder, { recursive: true });
    const manifest = join(runtimeFolder, "package.json");
    if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
    const { code, output } = await npm(["install", "--prefix", runtimeFolder, `node@${runtimeMajor}`], {
      cwd: runtimeFolder,
    });
    // npm may be set to skip install scripts; this package's only job is its script.
    const script = join(folder, "installArchSpecificPackage.js");
    if (!(await works(node)) && existsSync(script)) await run(process.execPath, [script], { cwd: folder });
    if (!(await works(node))) {
      throw new Stop(
        `could not fetch Node ${runtimeMajor} from npm (exit ${code}); install Node 22.18 or newer yourself.\n${tail(output)}`,
      );
    }
  });
  return node;
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** True when node_modules holds what package-lock.json asks for. npm itself writes what it installed, last of all. */
export function installed(folder, withDev) {
  const wanted = readJson(join(folder, "package-lock.json"))?.packages;
  const present = readJson(join(folder, "node_modules", ".package-lock.json"))?.packages;
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    const optional =
      path === "" || entry.optional || entry.link || (entry.dev || entry.devOptional ? !withDev : false);
    return optional || present[path]?.version === entry.version;
  });
}

/** True when the tools for tests are installed: then they stay, also when packages change. */
function hasDev(folder) {
  const present = readJson(join(folder, "node_modules", ".package-lock.json"))?.packages ?? {};
  return Object.values(present).some((entry) => entry.dev);
}

/** Installs the packages where they are missing or package-lock.json changed. */
export async function installPackages({ withDev }) {
  if (installed(root, withDev)) return;
  await watched("npm packages", async () => {
    // Not `npm ci`: it refuses a lock file from a registry that lacks some platform's optional packages. This
    // installs the locked versions too, and leaves the lock file alone. No install scripts: none is needed (what
    // embedded Postgres wants, it does at start), and some download.
    const args = ["install", "--no-save", "--ignore-scripts", "--prefer-offline"];
    const { code, output } = await npm([...args, withDev ? "--include=dev" : "--omit=dev"], {
      env: { ...process.env, NODE_ENV: "" },
    });
    if (code !== 0) throw new Stop(`npm install failed (exit ${code}):\n${npmErrors(output)}`);
  });
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const full = join(path, entry.name);
    return entry.isDirectory() ? filesUnder(full) : [full];
  });
}

/** SHA-256 over names and contents of the files; the same on every machine. */
export function contentHash(files) {
  const hash = createHash("sha256");
  for (const file of [...files].sort()) {
    hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function existing(...names) {
  return names.map((name) => join(root, name)).filter((file) => existsSync(file));
}

/** Generates the Prisma client where the schema or Prisma's version changed. */
export async function generateClient(node) {
  const generated = join(root, "lib", "db", "generated");
  const marker = join(generated, ".made-from");
  const version = readJson(join(root, "node_modules", "prisma", "package.json"))?.version;
  const hash = `${contentHash(existing("prisma/schema.prisma", "prisma.config.ts"))} ${version}`;
  if (existsSync(marker) && readFileSync(marker, "utf8") === hash) return;
  await watched("Prisma client", async () => {
    const { code, output } = await run(
      node,
      [join(root, "node_modules", "prisma", "build", "index.js"), "generate"],
      {
        cwd: root,
        env: {
          ...process.env,
          // Generating needs no engine, but asks for one; any program satisfies it, so nothing is downloaded.
          PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY || node,
          PRISMA_HIDE_UPDATE_MESSAGE: "1",
          CHECKPOINT_DISABLE: "1",
        },
      },
    );
    if (code !== 0) throw new Stop(`prisma generate failed (exit ${code}):\n${tail(output)}`);
    writeFileSync(marker, hash);
  });
}

const buildFolders = ["app", "components", "lib", "public"];
const buildFiles = [
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "next.config.ts",
  "next.config.mjs",
];
const moreBuildFiles = [
  "postcss.config.mjs",
  "postcss.config.cjs",
  "postcss.config.js",
  "prisma/schema.prisma",
];

/** What the app is built from, as one hash. */
export function sourceHash() {
  const sources = buildFolders
    .flatMap((folder) => filesUnder(join(root, folder)))
    .filter(
      (file) =>
        !/\.test\.tsx?$/.test(file) && !relative(root, file).startsWith(join("lib", "db", "generated")),
    );
  return contentHash([...sources, ...existing(...buildFiles, ...moreBuildFiles)]);
}

/** True when `.next` holds a production build of the present sources. */
export function isBuilt() {
  const marker = join(root, ".next", "built-from");
  return existsSync(marker) && readFileSync(marker, "utf8") === sourceHash();
}

const maxErrorLines = 60;

/** The part of the build's output that says what is wrong; warnings come before it. */
function buildErrors(output) {
  const from = Math.max(0, output.search(/Build error occurred|Failed to compile|Error:/));
  const lines = output.slice(from).trim().split("\n");
  return lines.slice(0, maxErrorLines).join("\n") + (lines.length > maxErrorLines ? "\n…" : "");
}

function nextBuild(node) {
  const next = join(root, "node_modules", "next", "dist", "bin", "next");
  return run(node, [join(root, "scripts", "lib", "guard.mjs"), next, "build"], {
    cwd: root,
    // A group of its own, so that the guard is there to clean up when ours is killed.
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1" },
  });
}

/** Builds the app where its sources changed. Lines of a failing build are part of the message. */
export async function buildApp(node, { quiet = false } = {}) {
  if (isBuilt()) return;
  const hash = sourceHash();
  const build = async () => {
    for (let attempt = 1; ; attempt++) {
      const { code, output } = await nextBuild(node);
      if (code === 0) return writeFileSync(join(root, ".next", "built-from"), hash);
      const busy = /another next build|Unable to acquire lock/i.test(output);
      if (!busy || attempt > 90) throw new Stop(`next build failed (exit ${code}):\n${buildErrors(output)}`);
      await delay(1000);
      if (isBuilt()) return;
    }
  };
  await (quiet ? build() : watched("Production build", build));
}

/** Node, packages and Prisma client, the first two at the same time. Returns the Node to go on with. */
export async function prepare({ withDev = false } = {}) {
  const [node] = await Promise.all([provideNode(), installPackages({ withDev: withDev || hasDev(root) })]);
  await generateClient(node);
  return node;
}
