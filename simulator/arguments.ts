import { parseArgs } from "node:util";
import { SHAPES, type Shape } from "./fleet/faults/shapes.ts";
import { REGIONS } from "./fleet/regions.ts";
import type { SimulatorOptions } from "./server.ts";

/** A flag that makes no sense; the message says which and what was expected. */
export class UsageError extends Error {}

const USAGE =
  "usage: npm run simulate -- [--port P] [--accounts A --regions R --endpoints E [--skew S | --faults N [--shape NAME]]] [--seed S] [--throttle aws|off] [--now ISO] [--hostile]";

/**
 * Reads the command line. Without any size the fleet is the demo company; with
 * --faults it is a sound one in which so many faults are planted; without --now the clock stands at
 * `defaultNow`, or goes with the machine's. @throws UsageError
 */
export function parseArguments(args: string[], defaultNow?: string): SimulatorOptions {
  const flags = readFlags(args);
  return {
    port: integer("port", flags.port, 0, 65_535) ?? 4566,
    seed: flags.seed,
    throttle: oneOf("throttle", flags.throttle ?? "off", ["aws", "off"]) === "aws",
    now: instant(flags.now ?? (defaultNow || undefined)),
    fleet: fleetSize(flags),
    faults: integer("faults", flags.faults, 0, 100_000),
    hostile: flags.hostile,
  };
}

type Flags = Partial<
  Record<
    "port" | "accounts" | "regions" | "endpoints" | "seed" | "throttle" | "now" | "skew" | "faults" | "shape",
    string
  >
> & { hostile?: boolean };

function readFlags(args: string[]): Flags {
  const text = { type: "string" } as const;
  const options = {
    port: text,
    accounts: text,
    regions: text,
    endpoints: text,
    seed: text,
    throttle: text,
    now: text,
    skew: text,
    faults: text,
    shape: text,
    hostile: { type: "boolean" } as const,
  };
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}

function fleetSize(flags: Flags): SimulatorOptions["fleet"] {
  const accounts = integer("accounts", flags.accounts, 1, 10_000);
  const regions = integer("regions", flags.regions, 1, REGIONS.length);
  const endpoints = integer("endpoints", flags.endpoints, 0, 1_000_000);
  const skew = fraction("skew", flags.skew);
  if (accounts === undefined && regions === undefined && endpoints === undefined) {
    if (flags.faults !== undefined)
      throw new UsageError(`--faults needs --accounts, --regions or --endpoints\n${USAGE}`);
    if (skew !== undefined)
      throw new UsageError(`--skew needs --accounts, --regions or --endpoints\n${USAGE}`);
    return undefined;
  }
  if (flags.shape !== undefined && flags.faults === undefined)
    throw new UsageError(`--shape needs --faults: only sound fleets have one\n${USAGE}`);
  const shape = flags.shape === undefined ? undefined : (oneOf("shape", flags.shape, SHAPES) as Shape);
  return { accounts: accounts ?? 40, regions: regions ?? 3, endpoints: endpoints ?? 600, skew, shape };
}

function integer(name: string, value: string | undefined, min: number, max: number): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`--${name} ${value}: expected a whole number from ${min} to ${max}\n${USAGE}`);
}

function fraction(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value !== "" && number >= 0 && number <= 1) return number;
  throw new UsageError(`--${name} ${value}: expected a number from 0 to 1\n${USAGE}`);
}

function oneOf(name: string, value: string, allowed: readonly string[]): string {
  if (allowed.includes(value)) return value;
  throw new UsageError(`--${name} ${value}: expected ${allowed.join(" or ")}\n${USAGE}`);
}

function instant(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const time = /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isFinite(time)) return time;
  throw new UsageError(`--now ${value}: expected an ISO 8601 instant such as 2026-03-01T12:00:00Z\n${USAGE}`);
}
