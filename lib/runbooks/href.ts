import type { CheckId } from "#lib/diagnosis/schema.ts";
import type { Placeholder, RunbookValues } from "./placeholders.ts";

/** `VPC_ENDPOINT_ID` → `vpcEndpointId`, its name in the address of a runbook. */
export const parameterOf = (placeholder: Placeholder): string =>
  placeholder.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Where the runbook of a verdict is; with values, its commands are filled in. */
export function runbookHref(id: CheckId, values: RunbookValues = {}): string {
  const given = Object.entries(values).flatMap(([name, value]) =>
    value ? [[parameterOf(name as Placeholder), value] as [string, string]] : [],
  );
  const query = new URLSearchParams(given).toString();
  return `/runbooks/${id}${query ? `?${query}` : ""}`;
}
