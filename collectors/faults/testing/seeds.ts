import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    faultSeeds: number;
  }
}

/** The seeds of a scenario: as many as the run asks for. */
export const seeds = Array.from({ length: inject("faultSeeds") }, (_, index) => index + 1);

/** Milliseconds that a scenario may take before it counts as hanging. */
export const patienceMs = 180_000;
