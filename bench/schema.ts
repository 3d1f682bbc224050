/** One line of a benchmark's answer. */
export interface BenchRow {
  /** What was measured. */
  measured: string;
  value: number;
  /** Unit of `value`, as printed: "µs/endpoint", "MB", "rows/s". */
  unit: string;
  /** What it is held against, measured in the same run. */
  comparedTo?: string;
  /** `value` over the value compared to. */
  ratio?: number;
  /** The limit that the ratio (or, where there is none, the value) is meant to keep. */
  atMost?: number;
  atLeast?: number;
}

/** A benchmark: every file of this folder but the helpers exports one as `bench`. */
export interface Bench {
  /** The one question it answers. */
  question: string;
  run(args: string[]): Promise<BenchRow[]>;
}
