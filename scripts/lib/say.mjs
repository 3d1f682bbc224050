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

// What is going on at this moment, by topic: a build and a collection may proceed side by side.
const going = new Map();
const lastPrinted = new Map();
const plainIntervalMs = 5000;
let shown = false;

function clear() {
  if (shown) out.write("\r\u001b[2K");
  shown = false;
}

function draw() {
  if (!terminal || going.size === 0) return;
  clear();
  out.write(dim([...going.values()].join("  |  ").slice(0, (out.columns || 100) - 1)));
  shown = true;
}

/** A line that stays. With a topic, it is that topic's last word. */
export function say(text, topic) {
  clear();
  going.delete(topic);
  out.write(`${text}\n`);
  draw();
}

/** A line that the topic's next one replaces; without a terminal, a line at most every five seconds. */
export function status(topic, text) {
  const begun = !going.has(topic);
  going.set(topic, text);
  if (terminal) return draw();
  const last = lastPrinted.get(topic) ?? (begun ? Date.now() - plainIntervalMs + 2000 : 0);
  if (begun) lastPrinted.set(topic, last);
  if (Date.now() - last < plainIntervalMs) return;
  lastPrinted.set(topic, Date.now());
  out.write(`${text}\n`);
}

/** Something the reader can put right: the message alone, no stack. Exit code 1. */
export class Stop extends Error {}

/** Prints why the command ends and returns the exit code. */
export function explain(error) {
  clear();
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
