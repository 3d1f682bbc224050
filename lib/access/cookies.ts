/** Attributes of a cookie that only this server reads. `Lax`: following a link to a page still finds the session. */
export interface CookieKind {
  name: string;
  secure: boolean;
}

/** The name of a cookie: where the address is https, one that no other host and no plain connection can set. */
export function cookieKind(base: "session" | "sign-in", publicUrl: string): CookieKind {
  const secure = publicUrl.startsWith("https:");
  return { name: `${secure ? "__Host-" : ""}linkledger-${base}`, secure };
}

/** The Set-Cookie line; `maxAgeSeconds` 0 takes the cookie away. */
export function setCookie({ name, secure }: CookieKind, value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure ? "; Secure" : ""}`;
}

/** The value of a cookie in a Cookie header. */
export function readCookie(header: string | null | undefined, name: string): string | undefined {
  for (const part of (header ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim() || undefined;
  }
  return undefined;
}
