"use client";

import { Menu } from "@mantine/core";
import type { ReactElement } from "react";
import { goneChoices, goneWords } from "./facetWords.ts";
import type { TableState } from "./tableState.ts";

interface ShownControlProps {
  gone: TableState["gone"];
  onChange: (change: Partial<TableState>) => void;
  control: ReactElement;
}

/** Which endpoints are listed, opened by `control`: those that exist, those that no longer do, or all. */
export function ShownControl({ gone: chosen, onChange, control }: ShownControlProps) {
  return (
    <Menu position="bottom-start" shadow="md">
      <Menu.Target>{control}</Menu.Target>
      <Menu.Dropdown>
        {goneChoices.map((gone) => (
          <Menu.Item
            key={gone}
            aria-current={gone === chosen || undefined}
            onClick={() => onChange({ gone })}
          >
            {goneWords[gone]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
