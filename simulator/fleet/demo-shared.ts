import * as demo from "./demo.ts";
import { hashString, unit } from "./hash.ts";
import type { AccountSpec, EndpointSpec, VpcSpec } from "./types.ts";

const DAY = 86_400_000;

/** Everything that building one part of the demo fleet needs to know of the others. */
export interface DemoContext {
  seed: string;
  accounts: Map<string, AccountSpec>;
  vpcs: Map<string, VpcSpec>;
  endpoints: Map<string, EndpointSpec>;
}

/** `us`, `eu`, `jp` as AWS names. @throws Error for another code. */
export function regionOf(code: string): string {
  const region = demo.REGION_CODES[code];
  if (!region) throw new Error(`no region code ${code}`);
  return region;
}

/** An absolute instant between 2023-02 and 2025-01, by key. */
export function creationTime(key: string): number {
  const start = Date.UTC(2023, 1, 1);
  const milliseconds = start + unit(hashString(key)) * 710 * DAY;
  return Math.floor(milliseconds / 1000) * 1000;
}

/** Traffic weight of the account a VPC belongs to. */
export function accountWeight(vpcKey: string): number {
  const [name, code] = vpcKey.split("/");
  const weight = demo.ACCOUNTS.find((row) => row[0] === name)?.[5] ?? 0;
  return weight * (code === "us" ? 1 : code === "eu" ? 0.7 : 0.4);
}

/** Tags the way the account's team writes them. */
export function demoTags(vpcKey: string, app: string): Record<string, string> {
  const row = demo.ACCOUNTS.find(([name]) => vpcKey.startsWith(`${name}/`));
  if (!row) throw new Error(`no account of ${vpcKey}`);
  const [account, team, environment] = row;
  const name = `${account}-${app}`;
  switch (row[6] ?? "lower") {
    case "none":
      return { Name: name };
    case "title":
      return { Name: name, Team: team, Environment: environment, Application: app, ManagedBy: "terraform" };
    case "owner":
      return { Name: name, owner: team, environment, application: app };
    default:
      return { Name: name, team, env: environment, app, "managed-by": "terraform" };
  }
}
