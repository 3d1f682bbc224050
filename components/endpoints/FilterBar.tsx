"use client";

import { Button } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconChevronDown } from "@tabler/icons-react";
import { memo } from "react";
import { OnFirstUse } from "#components/ui/OnFirstUse.tsx";
import { useDialog } from "#components/ui/useLater.tsx";
import { type EndpointFacets, facetFields } from "#lib/inventory/endpointTableSchema.ts";
import { FacetPicker } from "./FacetPicker.tsx";
import { goneWords } from "./facetWords.ts";
import filters from "./filters.module.css";
import classes from "./page.module.css";
import { SearchBox } from "./SearchBox.tsx";
import { activeFilterCount, type TableState } from "./tableState.ts";

export interface FilterBarProps {
  state: TableState;
  facets: EndpointFacets | undefined;
  onChange: (change: Partial<TableState>, history?: "push" | "replace") => void;
}

const fetchDrawer = () => import("./FilterDrawer.tsx").then(({ FilterDrawer }) => FilterDrawer);
const fetchShown = () => import("./ShownControl.tsx").then(({ ShownControl }) => ShownControl);

/** Search and filters; on a phone the filters and the order are behind a button. */
export const FilterBar = memo(function FilterBar({ state, facets, onChange }: FilterBarProps) {
  const { trigger, close, Kept: FilterDrawer, opened, problem } = useDialog(fetchDrawer);
  const count = activeFilterCount(state) - (state.q ? 1 : 0);
  return (
    <search className={`${classes.filterBar} no-print`} aria-label="Endpoints">
      <div className={classes.search}>
        {/* Typing must not fill the history with half words. */}
        <SearchBox value={state.q} onChange={(q) => onChange({ q }, "replace")} />
      </div>
      <div className={`${classes.wideOnly} ${classes.facets}`}>
        {facetFields.map((field) => (
          <FacetPicker
            key={field}
            field={field}
            chosen={state[field]}
            values={facets?.[field]}
            onChange={(values) => onChange({ [field]: values })}
          />
        ))}
        <ShownMenu state={state} onChange={onChange} />
      </div>
      <Button
        className={classes.narrowOnly}
        variant="default"
        h={30}
        leftSection={<IconAdjustmentsHorizontal size={16} stroke={1.7} />}
        {...trigger}
      >
        Filter{count > 0 ? ` (${count})` : ""}
      </Button>
      {FilterDrawer && (
        <FilterDrawer state={state} facets={facets} onChange={onChange} opened={opened} onClose={close} />
      )}
      {problem}
    </search>
  );
});

/** Whether endpoints that no longer exist are listed. */
function ShownMenu({ state, onChange }: Omit<FilterBarProps, "facets">) {
  return (
    <OnFirstUse fetch={fetchShown} props={{ gone: state.gone, onChange }}>
      <Button
        variant="default"
        size="compact-md"
        className={filters.facet}
        data-active={state.gone !== "false" || undefined}
        rightSection={<IconChevronDown size={13} />}
        aria-haspopup="menu"
        aria-expanded={false}
      >
        Shown<span className={filters.facetChoice}>{goneWords[state.gone]}</span>
      </Button>
    </OnFirstUse>
  );
}
