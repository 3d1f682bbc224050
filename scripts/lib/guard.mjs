// node guard.mjs ARGS…: runs node ARGS… and ends it, with everything it started, when whoever started us ends.
import { execFileSync, spawn } from "node:child_process";

const child = spawn(process.execPath, process.argv.slice(2), { stdio: ["ignore", "inherit", "inherit"] });

/** A process and all that descend from it; a build's helpers outlive a build that is killed alone. */
function familyOf(pid) {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number));
  const family = [pid];
  for (const member of family)
    family.push(...rows.filter(([, parent]) => parent === member).map(([id]) => id));
  return family;
}

function end() {
  let family = [child.pid];
  try {
    family = familyOf(child.pid);
  } catch {
    // No ps: the child alone.
  }
  for (const pid of family) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Already gone.
    }
  }
}

process.on("disconnect", end);
process.on("SIGTERM", end);
child.on("exit", (code) => process.exit(code ?? 1));
