"use client";

import { Button, Checkbox, ScrollArea, Skeleton, TextInput } from "@mantine/core";
import { useState } from "react";
import { formatCount } from "#lib/format/numbers.ts";
import type { FacetField, FacetValue } from "#lib/inventory/endpointTableSchema.ts";
import { facetOptions, filterTitles, filterValueLabel, sameValue, toggled } from "./facetWords.ts";
import classes from "./filters.module.css";
import { shortServiceName } from "./words.ts";

const shownOptions = 200;
const searchFrom = 8;
/** Fields whose values have another name beside them. */
const namedFields: ReadonlySet<FacetField> = new Set(["accountId", "serviceName"]);

export interface FacetProps {
  field: FacetField;
  chosen: readonly string[];
  /** Undefined while the counts are on their way. */
  values: readonly FacetValue[] | undefined;
  onChange: (values: string[]) => void;
}

/** The values of one field with their counts; several are alternatives. */
export function FacetList({ field, chosen, values, onChange }: FacetProps) {
  const [search, setSearch] = useState("");
  if (values === undefined) return <Skeleton height={160} />;
  const options = facetOptions(field, values, chosen, search);
  const isChosen = (value: string) => chosen.some((other) => sameValue(field, other, value));
  const title = filterTitles[field].toLowerCase();
  return (
    <>
      {values.length > searchFrom && (
        <TextInput
          size="xs"
          mb={6}
          data-autofocus
          aria-label={`Search ${title}`}
          placeholder={`Search ${formatCount(values.length)} values`}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      <ScrollArea.Autosize mah={280} type="auto" scrollbars="y" offsetScrollbars="present">
        <ul className={classes.options}>
          {options.slice(0, shownOptions).map(({ value, name, count }) => (
            <li key={value}>
              <Checkbox
                size="xs"
                checked={isChosen(value)}
                onChange={() => onChange(toggled(field, chosen, value))}
                classNames={{ body: classes.option, labelWrapper: classes.optionLabel }}
                label={
                  <span className={classes.optionText}>
                    <span title={value} data-empty={value === "" || undefined}>
                      {filterValueLabel(field, value, name)}
                      {name && namedFields.has(field) && <small> {shortServiceName(value)}</small>}
                    </span>
                    <span className={classes.count}>{formatCount(count)}</span>
                  </span>
                }
              />
            </li>
          ))}
        </ul>
        {options.length === 0 && <p className={classes.note}>No {title} matches.</p>}
        {options.length > shownOptions && (
          <p className={classes.note}>
            {formatCount(options.length - shownOptions)} more: type to find them.
          </p>
        )}
      </ScrollArea.Autosize>
      {chosen.length > 0 && (
        <Button variant="subtle" size="compact-sm" mt={6} onClick={() => onChange([])}>
          Clear {title}
        </Button>
      )}
    </>
  );
}
