/** Deterministic hashing: the only source of variety in the simulator. */

/** 32-bit hash of a string (FNV-1a, then mixed), folded with a seed. */
export function hashString(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return mix(hash);
}

/** Folds a number into a hash. */
export function fold(hash: number, value: number): number {
  return mix(hash ^ Math.imul(value + 0x9e3779b9, 0x85ebca6b));
}

/** A hash as a number in [0, 1). */
export function unit(hash: number): number {
  return (hash >>> 0) / 4294967296;
}

function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) | 0;
}

/** `digits` hexadecimal digits drawn from a key; 64 bits of it are independent. */
export function hex(key: string, digits: number): string {
  let out = "";
  for (let word = 1; out.length < digits; word++) {
    out += (hashString(key, Math.imul(word, 0x9e3779b9)) >>> 0).toString(16).padStart(8, "0");
  }
  return out.slice(0, digits);
}

/** An AWS-style id such as `vpce-0a1b…` (17 hexadecimal digits). */
export function awsId(prefix: string, key: string): string {
  return `${prefix}-0${hex(`${prefix}|${key}`, 16)}`;
}
