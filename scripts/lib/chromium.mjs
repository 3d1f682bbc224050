// A Chromium for the browser tests: the one that is there, or one fetched once.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./prepare.mjs";
import { run } from "./processes.mjs";
import { Stop } from "./say.mjs";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Playwright's own Chromium, where `playwright install` has put it. */
async function playwrights() {
  const { chromium } = await import(
    pathToFileURL(join(root, "node_modules/@playwright/test/index.mjs")).href
  );
  return chromium.executablePath();
}

/** Path of a Chromium: named by PLAYWRIGHT_CHROMIUM or CHROME_PATH, Playwright's own, or the system's; or undefined. */
export async function findChromium() {
  const named = process.env.PLAYWRIGHT_CHROMIUM || process.env.CHROME_PATH;
  if (named) {
    if (executable(named)) return named;
    throw new Stop(`PLAYWRIGHT_CHROMIUM or CHROME_PATH names ${named}, which cannot be run`);
  }
  const folders = (process.env.PATH ?? "").split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [await playwrights(), ...onPath, ...places].find(executable);
}

function isRoot() {
  return process.platform === "linux" && process.getuid?.() === 0;
}

/** Path of a Chromium, installed when there is none. Throws Stop that says how to provide one. */
export async function ensureChromium(node) {
  const found = await findChromium();
  if (found) return found;
  const playwright = join(root, "node_modules/@playwright/test/cli.js");
  const attempts = [
    () => run(node, [playwright, "install", ...(isRoot() ? ["--with-deps"] : []), "chromium"]),
  ];
  if (isRoot()) {
    attempts.push(async () => {
      await run("apt-get", ["update"]);
      return run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"]);
    });
  }
  let output = "";
  for (const attempt of attempts) {
    const ended = await attempt().catch((error) => ({ output: error.message }));
    output += ended.output;
    const installed = await findChromium();
    if (installed) return installed;
  }
  throw new Stop(
    `no Chromium found, and none could be installed: set PLAYWRIGHT_CHROMIUM to one\n${output.trim().split("\n").slice(-10).join("\n")}`,
  );
}
