"use client";

import { ActionIcon, Button, Checkbox, Popover, ScrollArea } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { type ColumnId, columnIds, defaultColumns } from "./columnIds.ts";
import { tableColumns } from "./columns.tsx";
import classes from "./filters.module.css";

export interface ColumnPickerProps {
  columns: ColumnId[];
  /** Null goes back to the columns that everybody starts with. */
  onChange: (columns: ColumnId[] | null) => void;
}

/** The columns with one of them moved by `step` places; the id stays first. */
export function movedColumn(columns: ColumnId[], id: ColumnId, step: number): ColumnId[] {
  const from = columns.indexOf(id);
  const to = from + step;
  if (from < 1 || to < 1 || to >= columns.length) return columns;
  const others = columns.filter((other) => other !== id);
  return [...others.slice(0, to), id, ...others.slice(to)];
}

/** Chooses columns and their order, opened by `control`. */
export function ColumnControl({ columns, onChange, control }: ColumnPickerProps & { control: ReactElement }) {
  const hidden = columnIds.filter((id) => !columns.includes(id));
  return (
    <Popover position="bottom-end" shadow="md" width={300} trapFocus returnFocus>
      <Popover.Target>{control}</Popover.Target>
      <Popover.Dropdown p={8} aria-label="Columns of the table">
        <ScrollArea.Autosize mah={420} type="auto" scrollbars="y" offsetScrollbars="present">
          <ul className={classes.options}>
            {columns.map((id, index) => (
              <li key={id} className={classes.columnRow}>
                <Checkbox
                  size="xs"
                  label={tableColumns[id].title}
                  checked
                  disabled={id === "vpcEndpointId"}
                  onChange={() => onChange(columns.filter((other) => other !== id))}
                />
                {index > 0 && (
                  <span className={classes.columnMoves}>
                    <Move
                      label={`Move ${tableColumns[id].title} left`}
                      disabled={index === 1}
                      onClick={() => onChange(movedColumn(columns, id, -1))}
                    >
                      <IconArrowUp size={13} />
                    </Move>
                    <Move
                      label={`Move ${tableColumns[id].title} right`}
                      disabled={index === columns.length - 1}
                      onClick={() => onChange(movedColumn(columns, id, 1))}
                    >
                      <IconArrowDown size={13} />
                    </Move>
                  </span>
                )}
              </li>
            ))}
            {hidden.map((id) => (
              <li key={id} className={classes.columnRow}>
                <Checkbox
                  size="xs"
                  label={tableColumns[id].title}
                  checked={false}
                  onChange={() => onChange([...columns, id])}
                />
              </li>
            ))}
          </ul>
        </ScrollArea.Autosize>
        <Button
          variant="subtle"
          size="compact-sm"
          mt={6}
          disabled={String(columns) === String(defaultColumns)}
          onClick={() => onChange(null)}
        >
          Back to the default columns
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

function Move({
  label,
  disabled,
  onClick,
  children,
}: {
  label: string;
  disabled: boolean;
  onClick: () => void;
  children: React.ReactNode;
}) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={20}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </ActionIcon>
  );
}
