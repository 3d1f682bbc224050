"use client";

import { Button } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { OnFirstUse } from "#components/ui/OnFirstUse.tsx";
import type { ColumnPickerProps } from "./ColumnControl.tsx";

const fetchControl = () => import("./ColumnControl.tsx").then(({ ColumnControl }) => ColumnControl);

/** Chooses columns and their order. */
export function ColumnPicker(props: ColumnPickerProps) {
  return (
    <OnFirstUse fetch={fetchControl} props={props}>
      <Button
        variant="default"
        leftSection={<IconColumns3 size={15} stroke={1.7} />}
        aria-haspopup="dialog"
        aria-expanded={false}
      >
        Columns
      </Button>
    </OnFirstUse>
  );
}
