/** How a request ended. */
export type Outcome = "ok" | "throttled" | "denied" | "error";

export interface ActionCount {
  requests: number;
  ok: number;
  throttled: number;
  denied: number;
  errors: number;
  /** Metrics asked for with GetMetricData: several statistics of one metric in one call are one. */
  metrics: number;
  /** The same, each statistic by itself. */
  statistics: number;
}

/** What one call of GetMetricData asks for. */
export type MetricsAsked = Pick<ActionCount, "metrics" | "statistics">;

/** Request log, summed per `service:action`. */
export class Counters {
  #counts = new Map<string, ActionCount>();

  record(service: string, action: string, outcome: Outcome, asked?: MetricsAsked): void {
    const key = `${service}:${action}`;
    const count = this.#counts.get(key) ?? {
      requests: 0,
      ok: 0,
      throttled: 0,
      denied: 0,
      errors: 0,
      metrics: 0,
      statistics: 0,
    };
    count.requests++;
    count[outcome === "error" ? "errors" : outcome]++;
    count.metrics += asked?.metrics ?? 0;
    count.statistics += asked?.statistics ?? 0;
    this.#counts.set(key, count);
  }

  /** Everything counted since the start or the last reset. */
  snapshot(): Record<string, ActionCount> {
    return Object.fromEntries([...this.#counts].map(([key, count]) => [key, { ...count }]));
  }

  reset(): void {
    this.#counts = new Map();
  }
}
