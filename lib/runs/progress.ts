/** How far the collectors are in one phase of their work, for whoever started them. */
export interface Progress {
  /** `inventory` covers accounts and inventory, without which the first page has nothing to show. */
  phase: "inventory" | "metrics" | "costs";
  /** Scopes attempted at least once since this process started, failed ones included. */
  done: number;
  total: number;
  /** Scopes among `done` that failed. */
  failed?: number;
  /** Endpoints seen so far. */
  endpoints?: number;
}

/** Tells the starting process, if there is one that reads standard output, one line of JSON at a time. */
export function printProgress(progress: Progress): void {
  process.stdout.write(`${JSON.stringify({ progress })}\n`);
}

/** The progress in a line that `printProgress` wrote; undefined for any other line. */
export function parseProgress(line: string): Progress | undefined {
  if (!line.startsWith('{"progress":')) return undefined;
  try {
    const { progress } = JSON.parse(line) as { progress?: Progress };
    return typeof progress?.done === "number" && typeof progress.total === "number" ? progress : undefined;
  } catch {
    return undefined;
  }
}
