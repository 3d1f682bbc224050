import { cookies } from "next/headers";
import { knownTimeZone } from "#lib/format/time.ts";
import { timeZoneCookie } from "./timeZoneCookie.ts";

/** The time zone the reader chose, UTC before they chose one. Kept in a cookie, so that the server writes it at once. */
export async function requestTimeZone(): Promise<string> {
  const value = (await cookies()).get(timeZoneCookie)?.value;
  return knownTimeZone(value && decodeURIComponent(value));
}
