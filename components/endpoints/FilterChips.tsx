"use client";

import { Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { EndpointFacets, FacetField } from "#lib/inventory/endpointTableSchema.ts";
import { filterTitles, filterValueLabel, goneWords } from "./facetWords.ts";
import classes from "./filters.module.css";
import { activeFilterCount, filterFields, noFilters, type TableState } from "./tableState.ts";

export interface Chip {
  key: string;
  title: string;
  value: string;
  /** The change that takes the filter away. */
  without: Partial<TableState>;
}

/** One chip for each filter that narrows the table. */
export function chipsOf(state: TableState, facets: EndpointFacets | undefined): Chip[] {
  const chips: Chip[] = state.q ? [{ key: "q", title: "Search", value: state.q, without: { q: "" } }] : [];
  if (state.gone !== "false")
    chips.push({ key: "gone", title: "Shown", value: goneWords[state.gone], without: { gone: "false" } });
  for (const field of filterFields) {
    for (const value of state[field]) {
      const name = facets?.[field as FacetField]?.find((option) => option.value === value)?.name;
      chips.push({
        key: `${field}=${value}`,
        title: filterTitles[field],
        value: filterValueLabel(field, value, name),
        without: { [field]: state[field].filter((other) => other !== value) },
      });
    }
  }
  return chips;
}

export interface FilterChipsProps {
  state: TableState;
  facets: EndpointFacets | undefined;
  onChange: (change: Partial<TableState> | typeof noFilters) => void;
}

/** The filters in force, each with a way out, and one way out of all. */
export function FilterChips({ state, facets, onChange }: FilterChipsProps) {
  if (activeFilterCount(state) === 0) return null;
  return (
    <ul className={classes.chips} aria-label="Filters in force">
      {chipsOf(state, facets).map(({ key, title, value, without }) => (
        <li key={key}>
          <button type="button" className={classes.chip} onClick={() => onChange(without)}>
            <span className="visually-hidden">Remove filter </span>
            <span className={classes.chipTitle}>{title}</span>{" "}
            <span className={classes.chipValue} title={value}>
              {value}
            </span>
            <IconX size={12} aria-hidden />
          </button>
        </li>
      ))}
      <li>
        <Button variant="subtle" size="compact-sm" onClick={() => onChange(noFilters)}>
          Clear all
        </Button>
      </li>
    </ul>
  );
}
