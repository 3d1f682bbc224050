import type { TestProject } from "vitest/node";
import { openMigratedDatabase } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Connection string of the migrated template database of this run. */
    templateUrl: string;
  }
}

/** One server per run, or the one of a run that is going on beside it, and one migrated template in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const template = await openMigratedDatabase("template");
  project.provide("templateUrl", template.url);
  return template.close;
}
