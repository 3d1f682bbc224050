/** A value axis from 0 to `max`; `maxLabel` is what stands at its top, with its unit. */
export interface ValueAxis {
  max: number;
  maxLabel: string;
}

const roundSteps = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The smallest round number that is not below `value`; 1 for nothing and for zero. */
export function roundUp(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  // Rounding errors (0.3 / 0.1) must not push a round number to the next step.
  const step = roundSteps.find((candidate) => candidate >= value / power - 1e-9) ?? 10;
  return step * power;
}

/** An axis for whole numbers never ends in a fraction: a half connection does not exist. */
export function valueAxis(values: Iterable<number | null>, label: (value: number) => string): ValueAxis {
  let highest = 0;
  for (const value of values) if (value !== null && value > highest) highest = value;
  const max = Math.max(1, Math.ceil(roundUp(highest)));
  return { max, maxLabel: label(max) };
}
