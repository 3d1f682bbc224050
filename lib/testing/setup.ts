import { format } from "node:util";
import { afterAll, afterEach, beforeEach, vi } from "vitest";
import { resetClock } from "./clock.ts";

let complaints: string[] = [];

beforeEach(() => {
  complaints = [];
  for (const method of ["error", "warn"] as const) {
    vi.spyOn(console, method).mockImplementation((...args: unknown[]) => {
      complaints.push(`console.${method}: ${format(...args)}`);
    });
  }
});

// What complains on the console in a test would complain in production, where nobody reads it.
afterEach(() => {
  vi.restoreAllMocks();
  if (complaints.length > 0) throw new Error(complaints.join("\n"));
});

// The next file of the same process is not to notice. Registered first, it runs last.
afterAll(() => {
  vi.useRealTimers();
  // Takes back the environment as well.
  resetClock();
  vi.unstubAllGlobals();
});
