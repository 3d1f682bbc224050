"use client";

import { formatAge, formatTime, formatTimeFull } from "#lib/format/time.ts";
import { useClock } from "./Clock.tsx";

/** A time in the zone that the reader chose; `age` shows how long ago instead. The title has it in full. */
export function Time({ at, age = false }: { at: string | Date; age?: boolean }) {
  const { now, timeZone } = useClock();
  const time = new Date(at);
  return (
    <time dateTime={time.toISOString()} title={formatTimeFull(time, timeZone)}>
      {age ? formatAge(time, now) : formatTime(time, { now, timeZone })}
    </time>
  );
}
