"use client";

import { Select, type SelectProps } from "@mantine/core";
import type { ReactElement } from "react";

type Looks = "size" | "w" | "className" | "label" | "description" | "placeholder" | "required" | "aria-label";
type Choosing = "searchable" | "clearable" | "allowDeselect" | "limit" | "nothingFoundMessage";

export interface SelectFieldProps extends Pick<SelectProps, Looks | Choosing> {
  data: (string | { value: string; label: string })[];
  value: string | null;
  onChange: (value: string | null) => void;
}

/** The field of `SelectField` once it is used. */
export function SelectControl({ control: _, ...props }: SelectFieldProps & { control: ReactElement }) {
  return <Select {...props} />;
}
