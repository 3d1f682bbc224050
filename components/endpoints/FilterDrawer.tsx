"use client";

import { Button, Drawer, Select } from "@mantine/core";
import { useEffect, useState } from "react";
import { type EndpointFacets, facetFields } from "#lib/inventory/endpointTableSchema.ts";
import { CsvButton } from "./CsvButton.tsx";
import { columnIds } from "./columnIds.ts";
import { tableColumns } from "./columns.tsx";
import { FacetList } from "./FacetList.tsx";
import { filterTitles, goneChoices, goneWords } from "./facetWords.ts";
import classes from "./page.module.css";
import { type TableState, toQueryString } from "./tableState.ts";

interface FilterDrawerProps {
  state: TableState;
  facets: EndpointFacets | undefined;
  onChange: (change: Partial<TableState>) => void;
  opened: boolean;
  onClose: () => void;
}

/** Filters and order on a phone. */
export function FilterDrawer({ state, facets, onChange, opened, onClose }: FilterDrawerProps) {
  // It notes where the focus goes back to when it opens, which it cannot where it begins open.
  const [shown, setShown] = useState(false);
  useEffect(() => setShown(opened), [opened]);
  return (
    <Drawer
      opened={shown}
      onClose={onClose}
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
      <Button fullWidth mt="md" h={38} onClick={onClose}>
        Show endpoints
      </Button>
      <div className={classes.drawerEnd}>
        <CsvButton query={toQueryString(state)} wide />
      </div>
    </Drawer>
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
