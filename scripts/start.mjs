// npm start: everything from a fresh clone to the open page. Runs on any Node ≥ 18; the rest is serve.ts.

import { prepare, root } from "./lib/prepare.mjs";
import { become } from "./lib/processes.mjs";
import { explain } from "./lib/say.mjs";

try {
  const node = await prepare();
  process.chdir(root);
  process.exitCode = await become(node, [
    "--import",
    "./scripts/lib/program.mjs",
    "scripts/serve.ts",
    ...process.argv.slice(2),
  ]);
} catch (error) {
  process.exitCode = explain(error);
}
