import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Control } from "./control/control.ts";
import { Bills } from "./fleet/bills.ts";
import { buildDemoFleet } from "./fleet/demo-build.ts";
import { type DemoPart, partOf } from "./fleet/demo-part.ts";
import { type FaultOrder, faultyFleet } from "./fleet/faults/plant.ts";
import type { Shape } from "./fleet/faults/shapes.ts";
import { Fleet } from "./fleet/fleet.ts";
import { type FleetSize, generateFleet } from "./fleet/generate.ts";
import { makeHostile } from "./fleet/hostile.ts";
import { Traffic } from "./fleet/traffic.ts";
import { Trail } from "./fleet/trail.ts";
import { handle } from "./http.ts";
import type { Simulation } from "./simulation.ts";

export interface SimulatorOptions {
  /** 0, the default, picks a free port. */
  port?: number;
  /** Changes every id and every number; the default is the demo's own. */
  seed?: string;
  /** Fixes the clock, milliseconds; the machine's clock otherwise. */
  now?: number;
  /** A generated fleet of this size; the demo company otherwise. */
  fleet?: FleetSize & { shape?: Shape };
  /** A sound generated fleet with these faults planted in it; `fleet` gives its size. */
  faults?: FaultOrder;
  /** Names, tags, policies and errors of the fleet are written by somebody who wants harm. */
  hostile?: boolean;
  /** Of the demo company only these accounts, by name, in its first so many regions. */
  part?: DemoPart;
  /** Throttles as AWS does. */
  throttle?: boolean;
}

export interface Simulator extends Simulation {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Starts a simulator on loopback. @throws Error (EADDRINUSE) when the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulation = createSimulation(options);
  const server = createServer((request, response) => {
    handle(request, response, simulation).catch((error) => {
      console.error(error);
      response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { ...simulation, url: `http://127.0.0.1:${port}`, port, close };
}

function createSimulation(options: SimulatorOptions): Simulation {
  const seed = options.seed ?? "1";
  const demo = () => partOf(buildDemoFleet(seed), options.part);
  const generated = (size: NonNullable<SimulatorOptions["fleet"]>) =>
    options.faults === undefined
      ? generateFleet(seed, size)
      : faultyFleet(seed, size, options.faults, options.now ?? Date.now());
  const sound = options.fleet ? generated(options.fleet) : demo();
  const plan = options.hostile ? makeHostile(sound) : sound;
  const fleet = new Fleet(plan);
  const traffic = new Traffic(fleet);
  const bills = new Bills(fleet, traffic);
  bills.plant(...(plan.billDeviations ?? []));
  const trail = new Trail(fleet);
  const control = new Control({ fleet, traffic, bills, trail }, options.now);
  control.throttle.enabled = options.throttle ?? false;
  return { fleet, traffic, bills, trail, control, now: () => control.clock.now() };
}
