/** Holds the id of a browser, to which private views belong, whether or not people sign in. */
const browserCookie = "linkledger-browser";

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const fiveYears = 5 * 365 * 86_400;

/** The browser of a request's cookies; null where it has no id yet, or none of ours. */
export function browserOf(cookies: string | null): string | null {
  const found = (cookies ?? "")
    .split(";")
    .map((pair) => pair.trim().split("="))
    .find(([name]) => name === browserCookie)?.[1];
  return found && idPattern.test(found) ? found : null;
}

/** The header that gives a browser its id. No script reads it, and no other site's page sends it. */
export const browserHeader = (browser: string) =>
  `${browserCookie}=${browser}; Path=/; Max-Age=${fiveYears}; HttpOnly; SameSite=Lax`;

/** The browser whose page is being made; null outside of a request, and where it has no id yet. */
export async function requestBrowser(): Promise<string | null> {
  try {
    const { headers } = await import("next/headers");
    return browserOf((await headers()).get("cookie"));
  } catch (error) {
    if (isOutsideOfRequest(error)) return null;
    throw error;
  }
}

// Programs and tests read lists too: there the framework has no request, or is not there at all.
function isOutsideOfRequest(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === "ERR_MODULE_NOT_FOUND" || /outside a request scope/.test(String(message));
}
