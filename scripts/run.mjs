// node scripts/run.mjs FILE ARGS…: runs one of our TypeScript programs with everything it needs in place.
import { buildApp, prepare, root } from "./lib/prepare.mjs";
import { become } from "./lib/processes.mjs";
import { explain, sayOnStandardError } from "./lib/say.mjs";

const [file, ...args] = process.argv.slice(2);
sayOnStandardError();
try {
  const node = await prepare({ withDev: file.startsWith("bench/") });
  process.chdir(root);
  if (file === "scripts/web.ts") await buildApp(node);
  // Collectors make much short-lived garbage: with this nursery a first pass over 10,000 endpoints takes a seventh
  // less CPU than with 8 MB, and no more memory, because less of it grows old. One thread that helps to clear it up,
  // not four: they get in each other's way on two cores, and in that of Postgres. Node's own code in large pages, where
  // the system has them: some 3 % less CPU in passes held against each other, for 10 MB.
  const flags = file.startsWith("collectors/")
    ? ["--max-semi-space-size=32", "--v8-pool-size=1", "--use-largepages=silent"]
    : [];
  process.exitCode = await become(node, [...flags, "--import", "./scripts/lib/program.mjs", file, ...args]);
} catch (error) {
  process.exitCode = explain(error);
}
