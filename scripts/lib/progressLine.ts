import type { Progress } from "#lib/runs/progress.ts";

const names: Record<Progress["phase"], string> = {
  inventory: "Inventory",
  metrics: "Metrics",
  costs: "Costs",
};

/** Minutes and seconds for people: "12 s", "3 min 20 s". */
function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/**
 * One phase's progress with its rate and remaining time. `first` is the first report of the phase and its
 * time, `nowMs` the time of `latest`. No rate is given before anything was done in measurable time.
 */
export function progressLine(
  first: { progress: Progress; atMs: number },
  latest: Progress,
  nowMs: number,
): string {
  const parts = [`${names[latest.phase]} ${latest.done} of ${latest.total} scopes`];
  if (latest.endpoints) parts.push(`${latest.endpoints} endpoints`);
  if (latest.failed) parts.push(`${latest.failed} failed`);
  const seconds = (nowMs - first.atMs) / 1000;
  const rate = (latest.done - first.progress.done) / seconds;
  if (seconds > 0.5 && rate > 0 && latest.done < latest.total) {
    parts.push(
      `${rate.toFixed(rate < 10 ? 1 : 0)}/s`,
      `about ${duration((latest.total - latest.done) / rate)} left`,
    );
  }
  return parts.join(" · ");
}
