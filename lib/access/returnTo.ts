const mostLength = 2000;

/**
 * The address on this server to go to after signing in: a path with its query. Anything that a browser could read as
 * another server's is `/`.
 */
export function safeReturnTo(asked: string | null | undefined): string {
  // One slash, and nothing behind it that a browser takes for a second: `//host`, `/\host`, control characters.
  if (!asked || asked.length > mostLength || !/^\/(?![/\\])[\x21-\x7e]*$/.test(asked) || asked.includes("\\"))
    return "/";
  const base = "http://linkledger.invalid";
  const url = URL.parse(asked, base);
  if (url?.origin !== base || url.pathname.startsWith("//")) return "/";
  const path = url.pathname + url.search;
  return /^\/(sign-in|sign-out)(\/|\?|$)/.test(path) ? "/" : path;
}
