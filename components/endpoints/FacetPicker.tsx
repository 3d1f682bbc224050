"use client";

import { Button } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { OnFirstUse } from "#components/ui/OnFirstUse.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import type { FacetProps } from "./FacetList.tsx";
import { filterTitles } from "./facetWords.ts";
import classes from "./filters.module.css";

const fetchControl = () => import("./FacetControl.tsx").then(({ FacetControl }) => FacetControl);

/** A button that opens the values of one field. */
export function FacetPicker(props: FacetProps) {
  const { field, chosen } = props;
  return (
    <OnFirstUse fetch={fetchControl} props={props}>
      <Button
        variant="default"
        size="compact-md"
        className={classes.facet}
        data-active={chosen.length > 0 || undefined}
        rightSection={<IconChevronDown size={13} />}
        aria-haspopup="dialog"
        aria-expanded={false}
      >
        {filterTitles[field]}
        {chosen.length > 0 && <span className={classes.facetChoice}>{formatCount(chosen.length)}</span>}
      </Button>
    </OnFirstUse>
  );
}
