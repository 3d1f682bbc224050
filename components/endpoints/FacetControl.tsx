"use client";

import { Popover } from "@mantine/core";
import type { ReactElement } from "react";
import { FacetList, type FacetProps } from "./FacetList.tsx";
import { filterTitles } from "./facetWords.ts";

/** The values of one field, opened by `control`. */
export function FacetControl({ control, ...facet }: FacetProps & { control: ReactElement }) {
  return (
    <Popover position="bottom-start" shadow="md" width={300} trapFocus returnFocus>
      <Popover.Target>{control}</Popover.Target>
      <Popover.Dropdown p={8} aria-label={`Filter by ${filterTitles[facet.field].toLowerCase()}`}>
        <FacetList {...facet} />
      </Popover.Dropdown>
    </Popover>
  );
}
