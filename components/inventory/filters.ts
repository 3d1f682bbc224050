import type { ListFilter } from "#components/lists/ListFilters.tsx";
import type { ListOption } from "#lib/api/list/options.ts";

/** Filters by the values that a list has, in this order. */
export function filtersOf<Field extends string>(
  options: Record<Field, ListOption[]>,
  labels: Record<Field, string>,
): ListFilter[] {
  return (Object.entries(labels) as [Field, string][]).map(([parameter, label]) => ({
    parameter,
    label,
    options: options[parameter],
  }));
}

/** What a complete run no longer found is left out unless it is asked for. */
export const goneFilter: ListFilter = {
  parameter: "gone",
  label: "Shown",
  placeholder: "Existing",
  options: [
    { value: "true", label: "gone" },
    { value: "any", label: "existing and gone" },
  ],
};

/** Rows whose scope failed, is overdue or is configured no more. */
export const staleFilter: ListFilter = {
  parameter: "stale",
  label: "Freshness",
  options: [
    { value: "false", label: "fresh" },
    { value: "true", label: "stale" },
  ],
};
