// npm test: everything CI runs. npm run verify (--quick): the part that needs neither browser nor database.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { auditPackages } from "./lib/audit.mjs";
import { ensureChromium } from "./lib/chromium.mjs";
import { buildApp, prepare, root } from "./lib/prepare.mjs";
import { run, stopWithParent } from "./lib/processes.mjs";
import { bold, dim, duration, explain, green, red, say, status } from "./lib/say.mjs";

// What runs is a group of its own each, so that ending the tests ends all of it.
const running = new Set();

function runGroup(program, args, options = {}) {
  return run(program, args, { ...options, detached: true, onStart: (child) => running.add(child) });
}

function endAll() {
  for (const child of running) {
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      // Already gone.
    }
  }
  process.exit(1);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, endAll);
stopWithParent(endAll);

const quick = process.argv.includes("--quick");
const results = join(root, "test-results");

/** One static check: its findings are in its output, its verdict in its exit code. */
async function check(node, name, script, args) {
  const { code, output } = await runGroup(node, [join(root, "node_modules", script), ...args], { cwd: root });
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
}

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

/** A runner that dies before it can report is one failure more, never a silent zero. */
function counted(name, { code, output }, passed, failed, skipped, retried = 0) {
  const died = code !== 0 && failed === 0 ? 1 : 0;
  return { name, passed, failed: failed + died, skipped, retried, output };
}

async function unitTests(node, name, projects, more = []) {
  const report = join(results, `${name.replaceAll(" ", "-")}.json`);
  const args = [
    "run",
    ...projects.flatMap((project) => ["--project", project]),
    "--reporter=dot",
    "--reporter=json",
    ...more,
  ];
  const ended = await run(
    node,
    [join(root, "node_modules/vitest/vitest.mjs"), ...args, `--outputFile.json=${report}`],
    {
      cwd: root,
    },
  );
  const json = readReport(report);
  return counted(
    name,
    ended,
    json?.numPassedTests ?? 0,
    json?.numFailedTests ?? 0,
    json?.numPendingTests ?? 0,
  );
}

/** `built` ends with the production build. */
async function browserTests(node, built) {
  const report = join(results, "browser.json");
  await built;
  const chromium = await ensureChromium(node);
  const ended = await run(
    node,
    [join(root, "node_modules/@playwright/test/cli.js"), "test", "--reporter=line,json"],
    {
      cwd: root,
      env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report, PLAYWRIGHT_CHROMIUM: chromium, CI: "1" },
    },
  );
  const stats = readReport(report)?.stats ?? {};
  return counted(
    "browser tests",
    ended,
    (stats.expected ?? 0) + (stats.flaky ?? 0),
    stats.unexpected ?? 0,
    stats.skipped ?? 0,
    stats.flaky ?? 0,
  );
}

const sources = [
  "app",
  "components",
  "lib",
  "collectors",
  "simulator",
  "probe",
  "scripts",
  "bench",
  "e2e",
].filter((folder) => existsSync(join(root, folder)));

async function steps(node) {
  const biome = () =>
    check(node, "format and lint", "@biomejs/biome/bin/biome", [
      "ci",
      "--colors=off",
      "--max-diagnostics=200",
      ".",
    ]);
  const imports = () =>
    check(node, "import direction", "dependency-cruiser/bin/dependency-cruiser.mjs", [
      "--config",
      ".dependency-cruiser.cjs",
      "--output-type",
      "err-long",
      ...sources,
    ]);
  const types = async () => {
    // Route types and next-env.d.ts are generated; a fresh clone has none.
    await check(node, "", "next/dist/bin/next", ["typegen"]);
    return check(node, "types", "typescript/bin/tsc", ["--noEmit", "-p", "."]);
  };
  const unused = () => check(node, "unused code", "knip/bin/knip.js", ["--no-progress", "--no-config-hints"]);
  const unit = () => unitTests(node, "unit tests", ["unit"]);
  if (quick) return [biome, imports, types, unit];
  // Integration tests wait for Postgres and timers half of the time: the build takes what they leave.
  let built;
  const integration = () => {
    built = buildApp(node, { quiet: true });
    // Whoever awaits it later hears of a failure then.
    built.catch(() => {});
    return unitTests(node, "integration tests", ["integration"], ["--maxWorkers=3"]);
  };
  const audit = () => auditPackages(root);
  return [biome, imports, types, unused, audit, unit, integration, () => browserTests(node, built)];
}

function report({ name, passed, failed, skipped, retried, output }, seconds) {
  const counts = passed + failed === 1 ? "" : `${passed} passed${failed ? `, ${failed} failed` : ""}`;
  const skips = skipped ? `, ${skipped} skipped` : "";
  const again = retried ? `, ${retried} only at the second try` : "";
  const mark = failed === 0 ? green("✓") : red("✗");
  say(
    `${mark} ${name} ${dim([counts + skips + again, duration(seconds)].filter(Boolean).join(" · "))}`,
    "step",
  );
  // What failed first is told too: a race that is never read is never mended.
  if (failed > 0 || retried) say(`\n${output.trim()}\n`);
}

try {
  const node = await prepare({ withDev: true });
  process.chdir(root);
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  let passed = 0;
  let failed = 0;
  for (const step of await steps(node)) {
    const begun = Date.now();
    const timer = setInterval(() => status("step", `… ${duration((Date.now() - begun) / 1000)}`), 1000);
    const result = await step().catch((error) => ({
      name: step.name || "tests",
      passed: 0,
      failed: 1,
      output: error.message,
    }));
    clearInterval(timer);
    report(result, (Date.now() - begun) / 1000);
    passed += result.passed;
    failed += result.failed;
  }
  say(bold(`${passed} passed, ${failed} failed`));
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  process.exitCode = explain(error);
}
