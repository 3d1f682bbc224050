"use client";

import { Button, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconAdjustmentsHorizontal, IconSearch } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useId, useState, useTransition } from "react";
import { SelectField } from "#components/ui/SelectField.tsx";
import { listHref, type Parameters, parameterOf } from "./address.ts";
import classes from "./lists.module.css";

/** A choice among the values of one field. */
export interface ListFilter {
  parameter: string;
  label: string;
  /** What stands there while nothing is chosen; "Any …" when absent. */
  placeholder?: string;
  options: { value: string; label: string }[];
}

/** Narrows a list; every choice is in the address. */
export function ListFilters({
  path,
  parameters,
  filters,
  searchLabel,
}: {
  path: string;
  parameters: Parameters;
  filters: ListFilter[];
  searchLabel: string;
}) {
  const router = useRouter();
  const [pending, begin] = useTransition();
  const go = (change: Record<string, string>) =>
    begin(() => router.push(listHref(path, parameters, change), { scroll: false }));
  const search = useDebouncedCallback((q: string) => go({ q }), 250);
  const narrowed = parameters.some(
    ([name, value]) => !["sort", "cursor", "limit"].includes(name) && value !== "",
  );
  const chosen = filters.filter(({ parameter }) => parameterOf(parameters, parameter) !== "").length;
  const [open, setOpen] = useState(false);
  const fields = useId();
  return (
    <search className={`${classes.filters} no-print`} aria-busy={pending}>
      <TextInput
        key={parameterOf(parameters, "q") === "" ? "empty" : "given"}
        type="search"
        size="xs"
        aria-label={searchLabel}
        placeholder={searchLabel}
        leftSection={<IconSearch size={15} />}
        defaultValue={parameterOf(parameters, "q")}
        onChange={(event) => search(event.currentTarget.value.trim())}
        className={classes.search}
      />
      {filters.length > 0 && (
        <Button
          variant="default"
          size="xs"
          className={classes.fold}
          leftSection={<IconAdjustmentsHorizontal size={15} />}
          aria-expanded={open}
          aria-controls={fields}
          onClick={() => setOpen(!open)}
        >
          {chosen > 0 ? `Filters, ${chosen} set` : "Filters"}
        </Button>
      )}
      <div id={fields} className={classes.fields} data-open={open || undefined}>
        {filters.map(({ parameter, label, placeholder, options }) => (
          <SelectField
            key={parameter}
            size="xs"
            clearable
            aria-label={label}
            placeholder={placeholder ?? `Any ${label.toLowerCase()}`}
            searchable={options.length > 12}
            data={withChosen(options, parameterOf(parameters, parameter))}
            value={parameterOf(parameters, parameter) || null}
            onChange={(value) => go({ [parameter]: value ?? "" })}
            className={classes.filter}
          />
        ))}
      </div>
      {narrowed && (
        <Button
          variant="subtle"
          size="xs"
          onClick={() =>
            go(Object.fromEntries(parameters.filter(([name]) => name !== "sort").map(([name]) => [name, ""])))
          }
        >
          Show all
        </Button>
      )}
    </search>
  );
}

/** An address may ask for a value that nothing has any more: it is shown all the same. */
function withChosen(options: ListFilter["options"], chosen: string): ListFilter["options"] {
  if (chosen === "" || options.some(({ value }) => value === chosen)) return options;
  return [...options, { value: chosen, label: chosen }];
}
