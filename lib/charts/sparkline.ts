/** Daily bars of one row, ready to draw. */
export interface Sparkline {
  /** One per day, oldest first. Height as a fraction of the row's own peak; null: the day was not collected. */
  bars: (number | null)[];
  /** The highest day; null when no day was collected. */
  peak: number | null;
  daysCollected: number;
  daysWithTraffic: number;
}

const dayMs = 86_400_000;

/**
 * The last `days` days up to `until` as bars. `daily` holds one value a day from `dailyFrom` on, null for a day that was
 * not collected; days that it does not cover were not collected either.
 */
export function sparkline(
  daily: readonly (number | null)[],
  dailyFrom: string | null,
  until: number,
  days = 30,
): Sparkline {
  const values: (number | null)[] = new Array(days).fill(null);
  const firstDay = Math.floor(until / dayMs) - days + 1;
  const offset = dailyFrom === null ? 0 : Math.floor(Date.parse(dailyFrom) / dayMs) - firstDay;
  if (dailyFrom !== null) {
    for (const [index, value] of daily.entries()) {
      const place = index + offset;
      if (place >= 0 && place < days) values[place] = value;
    }
  }
  const collected = values.filter((value) => value !== null);
  const peak = collected.length > 0 ? Math.max(...collected) : null;
  return {
    bars: values.map((value) => (value === null ? null : peak ? value / peak : 0)),
    peak,
    daysCollected: collected.length,
    daysWithTraffic: collected.filter((value) => value > 0).length,
  };
}

/** Both paths of a sparkline in a box: filled bars, and a thin base line under days that were collected. */
export function sparklinePaths(model: Sparkline, width: number, height: number) {
  const step = width / model.bars.length;
  const barWidth = Math.max(1, step - 1);
  const place = (value: number) => String(Math.round(value * 100) / 100);
  let bars = "";
  let base = "";
  let missing = "";
  for (const [index, bar] of model.bars.entries()) {
    const x = place(index * step);
    if (bar === null) missing += `M${x} ${place(height - 1)}h1`;
    else if (bar === 0) base += `M${x} ${place(height - 0.5)}h${place(barWidth)}`;
    else {
      // A day with little traffic beside a busy one is still a day with traffic.
      const tall = Math.max(1.5, bar * height);
      bars += `M${x} ${place(height)}v${place(-tall)}h${place(barWidth)}v${place(tall)}z`;
    }
  }
  return { bars, base, missing };
}
