const mostPerMinute = 30;
let minute = 0;
let count = 0;

/**
 * Whether a sign-in that failed is put on record: so many a minute and process, because anybody can fail, and the record
 * is never deleted. All of them are in the log.
 */
export function recordsFailure(now: Date): boolean {
  const current = Math.floor(now.getTime() / 60_000);
  if (current !== minute) [minute, count] = [current, 0];
  count += 1;
  return count <= mostPerMinute;
}
