"use client";

import { Button, Drawer, Menu, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAdjustmentsHorizontal, IconChevronDown } from "@tabler/icons-react";
import { type EndpointFacets, facetFields } from "#lib/inventory/endpointTableSchema.ts";
import { CsvButton } from "./CsvButton.tsx";
import { columnIds } from "./columnIds.ts";
import { tableColumns } from "./columns.tsx";
import { FacetList, FacetPicker } from "./FacetPicker.tsx";
import { goneWords } from "./FilterChips.tsx";
import { filterTitles } from "./facetWords.ts";
import filters from "./filters.module.css";
import classes from "./page.module.css";
import { SearchBox } from "./SearchBox.tsx";
import { activeFilterCount, type TableState, toQueryString } from "./tableState.ts";

export interface FilterBarProps {
  state: TableState;
  facets: EndpointFacets | undefined;
  onChange: (change: Partial<TableState>, history?: "push" | "replace") => void;
}

const goneChoices = ["false", "true", "any"] as const;

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
        <ShownMenu state={state} onChange={onChange} />
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
      <Drawer
        opened={opened}
        onClose={close}
        position="bottom"
        size="85%"
        title="Filter and order"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Select
          label="Order"
          data={orderChoices}
          value={state.sort}
          allowDeselect={false}
          onChange={(sort) => sort && onChange({ sort })}
          mb="md"
        />
        <div className={classes.drawerFacets}>
          <Select
            label="Shown"
            data={goneChoices.map((value) => ({ value, label: goneWords[value] }))}
            value={state.gone}
            allowDeselect={false}
            onChange={(gone) => onChange({ gone: gone as TableState["gone"] })}
          />
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
        <div className={classes.drawerEnd}>
          <CsvButton query={toQueryString(state)} wide />
        </div>
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

/** Whether endpoints that no longer exist are listed. */
function ShownMenu({ state, onChange }: Omit<FilterBarProps, "facets">) {
  return (
    <Menu position="bottom-start" shadow="md">
      <Menu.Target>
        <Button
          variant="default"
          size="compact-md"
          className={filters.facet}
          data-active={state.gone !== "false" || undefined}
          rightSection={<IconChevronDown size={13} />}
        >
          Shown<span className={filters.facetChoice}>{goneWords[state.gone]}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {goneChoices.map((gone) => (
          <Menu.Item
            key={gone}
            aria-current={gone === state.gone || undefined}
            onClick={() => onChange({ gone })}
          >
            {goneWords[gone]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
