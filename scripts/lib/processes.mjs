import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** Runs a program to its end. Returns its exit code and what it printed (stdout and stderr in order). */
export function run(program, args, options = {}) {
  const { onStart, ...rest } = options;
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], ...rest });
    onStart?.(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk) => {
        output += chunk;
      });
    }
    child.on("error", fail);
    child.on("close", (code, signal) => done({ code: code ?? 1, signal, output, pid: child.pid }));
  });
}

/** Runs a program in this terminal in our place: signals go to it, its exit code becomes ours. */
export function become(program, args, env = process.env) {
  const child = spawn(program, args, {
    stdio: "inherit",
    env: { ...env, LINKLEDGER_PARENT: String(process.pid) },
  });
  // On Ctrl-C the terminal tells the child as well; a second signal is harmless, ending before it is not.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  stopWithParent(() => child.kill("SIGTERM"));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code, signal) => done(code ?? (signal === "SIGINT" ? 130 : 143)));
  });
}

/** Who started the shell between npm and us, where there is one and the system tells (Linux); 0 elsewhere. */
function parentOfShell(pid) {
  try {
    const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"));
    return /^(sh|dash|bash|ash|ksh|zsh)$/.test(name) ? Number(rest.split(" ")[1]) : 0;
  } catch {
    return 0;
  }
}

/**
 * Calls `stop` once the process that started us is gone without having told us. Only under npm or another
 * script of ours: a command started by hand may outlive its shell. Between npm and us there may be a shell
 * that npm does not take along; then npm is that shell's parent.
 */
export function stopWithParent(stop) {
  const ours = process.env.LINKLEDGER_PARENT === String(process.ppid);
  if (!ours && !process.env.npm_lifecycle_event) return;
  const ancestors = () => `${process.ppid} ${ours ? 0 : parentOfShell(process.ppid)}`;
  const begun = ancestors();
  const watch = setInterval(() => {
    if (ancestors() === begun) return;
    clearInterval(watch);
    stop();
  }, 500);
  watch.unref();
}
