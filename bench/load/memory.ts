import { readFileSync } from "node:fs";

const everyMs = 2_000;

/** Resident memory of a process in bytes, from Linux. */
function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) * 1024;
}

/** A moment in seconds since the beginning, and the memory then. */
export interface MemorySample {
  at: number;
  bytes: number;
}

/** Notes the memory of a process every two seconds, until `end`. */
export function watchMemory(pid: number): { end(): MemorySample[] } {
  const begun = performance.now();
  const samples: MemorySample[] = [];
  const look = () => samples.push({ at: (performance.now() - begun) / 1000, bytes: residentBytes(pid) });
  look();
  const timer = setInterval(look, everyMs);
  return {
    end() {
      clearInterval(timer);
      return samples;
    },
  };
}

/** Least squares through the samples: bytes a minute. */
export function slopePerMinute(samples: MemorySample[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [at, bytes] = [mean(samples.map((one) => one.at)), mean(samples.map((one) => one.bytes))];
  const over = samples.reduce((sum, one) => sum + (one.at - at) * (one.bytes - bytes), 0);
  const under = samples.reduce((sum, one) => sum + (one.at - at) ** 2, 0);
  return under === 0 ? 0 : (over / under) * 60;
}
