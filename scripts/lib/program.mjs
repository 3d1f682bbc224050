// Preloaded into every program of ours (node --import): how it fails, that it does not outlive its starter, and that it
// does not compile again what has not changed.
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { stopWithParent } from "./processes.mjs";
import { explain } from "./say.mjs";

const graceMs = 8000;

// Half of what starting a worker takes. Beside the code, and not where others write; where that is closed to us
// (an image, a service of the system), it says so in its result and all is compiled as ever.
enableCompileCache(fileURLToPath(new URL("../../.runtime/compile-cache", import.meta.url)));

function stopGently() {
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(1), graceMs).unref();
}

// An error with a code of ours is for the reader: its message alone. Anything else is a defect: with its stack.
process.on("uncaughtException", (error) => process.exit(explain(error)));
// The channel to serve.ts closes when that process ends, however it ends.
process.on("disconnect", stopGently);
process.channel?.unref();
if (!process.channel) stopWithParent(stopGently);
