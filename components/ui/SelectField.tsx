"use client";

import { ComboboxChevron, ComboboxClearButton, InputBase } from "@mantine/core";
import { OnFirstUse } from "./OnFirstUse.tsx";
import type { SelectFieldProps } from "./SelectControl.tsx";

const fetchSelect = () => import("./SelectControl.tsx").then(({ SelectControl }) => SelectControl);

/** One of some values. What lists them is fetched when the field is first used; until then this looks like it. */
export function SelectField(props: SelectFieldProps) {
  const { data, value, onChange, searchable = false, clearable, allowDeselect, limit, ...others } = props;
  const { nothingFoundMessage, size = "sm", ...looks } = others;
  return (
    <OnFirstUse fetch={fetchSelect} props={props} typed={searchable}>
      <InputBase
        {...looks}
        size={size}
        role="combobox"
        aria-haspopup="listbox"
        aria-expanded={false}
        autoComplete="off"
        readOnly
        pointer={!searchable}
        value={labelOf(data, value)}
        rightSectionPointerEvents="none"
        __defaultRightSection={<ComboboxChevron size={size} />}
        __clearable={clearable && value !== null}
        __clearSection={<ComboboxClearButton onClear={() => onChange(null)} />}
      />
    </OnFirstUse>
  );
}

function labelOf(data: SelectFieldProps["data"], value: string | null): string {
  const chosen = data.find((option) => (typeof option === "string" ? option : option.value) === value);
  return typeof chosen === "object" ? chosen.label : (chosen ?? "");
}
