// Preloaded into every program of ours (node --import): how it fails, and that it does not outlive its starter.
import { stopWithParent } from "./processes.mjs";
import { explain } from "./say.mjs";

const graceMs = 8000;

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
