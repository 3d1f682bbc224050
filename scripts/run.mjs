// node scripts/run.mjs FILE ARGS…: runs one of our TypeScript programs with everything it needs in place.
import { collectorFlags } from "./lib/collectorFlags.mjs";
import { buildApp, prepare, root } from "./lib/prepare.mjs";
import { become } from "./lib/processes.mjs";
import { explain, sayOnStandardError } from "./lib/say.mjs";

const [file, ...args] = process.argv.slice(2);
sayOnStandardError();
try {
  const node = await prepare({ withDev: file.startsWith("bench/") });
  process.chdir(root);
  if (file === "scripts/web.ts") await buildApp(node);
  const flags = file.startsWith("collectors/") ? collectorFlags : [];
  process.exitCode = await become(node, [...flags, "--import", "./scripts/lib/program.mjs", file, ...args]);
} catch (error) {
  process.exitCode = explain(error);
}
