import type { Days } from "./schema.ts";

const dayMs = 86_400_000;
const toMs = (day: string) => Date.parse(`${day}T00:00:00Z`);

/** A day some days later, or earlier. */
export function addDays(day: string, days: number): string {
  return new Date(toMs(day) + days * dayMs).toISOString().slice(0, 10);
}

/** How many days lie in a span, both ends included. */
export function countDays({ first, last }: Days): number {
  return Math.round((toMs(last) - toMs(first)) / dayMs) + 1;
}

/** Every day of a span, in order. */
export function eachDay(days: Days): string[] {
  return Array.from({ length: countDays(days) }, (_, index) => addDays(days.first, index));
}

/** The UTC day of a time. */
export const dayOf = (time: Date) => time.toISOString().slice(0, 10);

/** A month `YYYY-MM`, some months later or earlier. */
export function addMonths(month: string, months: number): string {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** The days of a month. */
export function daysOfMonth(month: string): Days {
  return { first: `${month}-01`, last: addDays(`${addMonths(month, 1)}-01`, -1) };
}

/** True for `YYYY-MM` of a month that exists. */
export function isMonth(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
}

/** Saturday or Sunday, in UTC. */
export function isWeekend(day: string): boolean {
  return [0, 6].includes(new Date(toMs(day)).getUTCDay());
}

/** A span of days, the end not included. */
export interface DaySpan {
  from: string;
  to: string;
}

/**
 * A span of days as whole months and what is left of it on both sides. A month that lasts is whole where the span goes
 * beyond today: nothing is known of the days to come.
 */
export function wholeMonths({ from, to }: DaySpan, today: string): { months: DaySpan; rest: DaySpan[] } {
  const first = from.endsWith("-01") || from > today ? from : `${addMonths(from.slice(0, 7), 1)}-01`;
  const end = to > today ? to : `${to.slice(0, 7)}-01`;
  if (first >= end) return { months: { from: to, to }, rest: [{ from, to }] };
  const rest = [
    { from, to: first },
    { from: end, to },
  ];
  return { months: { from: first, to: end }, rest: rest.filter((span) => span.from < span.to) };
}
