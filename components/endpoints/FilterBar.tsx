"use client";

import { Button, Drawer, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { type EndpointFacets, facetFields } from "#lib/inventory/endpointTableSchema.ts";
import { columnIds } from "./columnIds.ts";
import { tableColumns } from "./columns.tsx";
import { FacetList, FacetPicker } from "./FacetPicker.tsx";
import { filterTitles } from "./facetWords.ts";
import classes from "./page.module.css";
import { SearchBox } from "./SearchBox.tsx";
import { activeFilterCount, type TableState } from "./tableState.ts";

export interface FilterBarProps {
  state: TableState;
  facets: EndpointFacets | undefined;
  onChange: (change: Partial<TableState>, history?: "push" | "replace") => void;
}

const shownChoices = [
  { value: "false", label: "existing" },
  { value: "true", label: "gone" },
  { value: "any", label: "existing and gone" },
];

/** Search and filters; on a phone the filters and the order are behind a button. */
export function FilterBar({ state, facets, onChange }: FilterBarProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const count = activeFilterCount(state) - (state.q ? 1 : 0);
  return (
    <search className={classes.filterBar} aria-label="Endpoints">
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
        <GoneSelect state={state} onChange={onChange} />
      </div>
      <Button
        className={classes.narrowOnly}
        variant="default"
        h={30}
        leftSection={<IconAdjustmentsHorizontal size={16} stroke={1.7} />}
        onClick={open}
      >
        Filter{count > 0 ? ` (${count})` : ""}
      </Button>
      <Drawer opened={opened} onClose={close} position="bottom" size="85%" title="Filter and order">
        <Select
          label="Order"
          data={orderChoices}
          value={state.sort}
          allowDeselect={false}
          onChange={(sort) => sort && onChange({ sort })}
          mb="md"
        />
        <div className={classes.drawerFacets}>
          <GoneSelect state={state} onChange={onChange} label="Shown" />
          {facetFields.map((field) => (
            <details key={field} open={state[field].length > 0}>
              <summary>
                {filterTitles[field]}
                {state[field].length > 0 && ` (${state[field].length})`}
              </summary>
              <FacetList
                field={field}
                chosen={state[field]}
                values={facets?.[field]}
                onChange={(values) => onChange({ [field]: values })}
              />
            </details>
          ))}
        </div>
        <Button fullWidth mt="md" h={38} onClick={close}>
          Show endpoints
        </Button>
      </Drawer>
    </search>
  );
}

const orderChoices = columnIds.flatMap((id) => {
  const { sort, title, descendingFirst } = tableColumns[id];
  if (!sort) return [];
  const words = descendingFirst ? ["low first", "high first"] : ["A to Z", "Z to A"];
  return [
    { value: sort, label: `${title}, ${words[0]}` },
    { value: `-${sort}`, label: `${title}, ${words[1]}` },
  ];
});

function GoneSelect({ state, onChange, label }: Omit<FilterBarProps, "facets"> & { label?: string }) {
  return (
    <Select
      size="xs"
      w={label ? undefined : 148}
      label={label}
      aria-label="Existing or gone"
      data={shownChoices}
      value={state.gone}
      allowDeselect={false}
      comboboxProps={{ width: 170, position: "bottom-start" }}
      onChange={(gone) => onChange({ gone: gone as TableState["gone"] })}
    />
  );
}
