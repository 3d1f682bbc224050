// What the scripts print. Plain lines where nobody watches, one rewritten line on a terminal.

let out = process.stdout;
let terminal = out.isTTY === true && process.env.TERM !== "dumb";
const paint = (code, text) => (terminal && !process.env.NO_COLOR ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = (text) => paint(1, text);
export const dim = (text) => paint(2, text);
export const green = (text) => paint(32, text);
export const red = (text) => paint(31, text);

/** For programs whose standard output is their result. */
export function sayOnStandardError() {
  out = process.stderr;
  terminal = out.isTTY === true && process.env.TERM !== "dumb";
}

let statusShown = false;
let lastStatus = "";
let lastStatusAt = 0;

function clearStatus() {
  if (statusShown) out.write("\r\u001b[2K");
  statusShown = false;
}

/** A line that stays. */
export function say(text) {
  clearStatus();
  out.write(`${text}\n`);
}

/** A line that the next one replaces; without a terminal, a line at most every five seconds. */
export function status(text) {
  if (terminal) {
    clearStatus();
    out.write(text.slice(0, (out.columns || 100) - 1));
    statusShown = true;
  } else if (text !== lastStatus && Date.now() - lastStatusAt > 5000) {
    out.write(`${text}\n`);
    lastStatusAt = Date.now();
  }
  lastStatus = text;
}

/** Something the reader can put right: the message alone, no stack. Exit code 1. */
export class Stop extends Error {}

/** Prints why the command ends and returns the exit code. */
export function explain(error) {
  clearStatus();
  const expected = error instanceof Stop || typeof error?.code === "string";
  const text = expected ? error.message : (error?.stack ?? String(error));
  process.stderr.write(`${red("linkledger:")} ${text}\n`);
  return 1;
}

/** "12 s", "3 min 20 s". */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
