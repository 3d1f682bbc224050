// node guard.mjs ARGS…: runs node ARGS… as a group that ends, whole, when whoever started us ends or says so.
import { spawn } from "node:child_process";

const child = spawn(process.execPath, process.argv.slice(2), {
  detached: true,
  stdio: ["ignore", "inherit", "inherit"],
});

function end() {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Already gone.
  }
}

process.on("disconnect", end);
process.on("SIGTERM", end);
// On Ctrl-C the terminal tells our starter too, who decides.
process.on("SIGINT", () => {});
child.on("exit", (code) => process.exit(code ?? 1));
