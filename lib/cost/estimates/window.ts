import { addDays, addMonths, countDays, dayOf } from "../days.ts";
import type { Window } from "./schema.ts";

/** At first sight metrics reach back a month; late data and a settled bill change nothing older. */
const daysBack = 34;

/**
 * The days that an evaluation estimates: up to today, since the first of the month before, and not more than five
 * weeks. Days before them stay as they were estimated.
 */
export function estimatedWindow(now: Date): Window {
  const today = dayOf(now);
  const monthBefore = `${addMonths(today.slice(0, 7), -1)}-01`;
  const reach = addDays(today, -daysBack);
  const first = reach > monthBefore ? reach : monthBefore;
  return { first, days: countDays({ first, last: today }) };
}
