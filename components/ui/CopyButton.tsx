"use client";

import { ActionIcon, CopyButton as Copy } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";

/** Copies a value, and says so. `label` names the button. */
export function CopyButton({ value, label, tabIndex }: { value: string; label: string; tabIndex?: number }) {
  return (
    <Copy value={value} timeout={1500}>
      {({ copied, copy }) => (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={22}
          tabIndex={tabIndex}
          aria-label={copied ? "Copied" : label}
          title={copied ? "Copied" : label}
          onClick={(event) => {
            event.stopPropagation();
            copy();
          }}
        >
          {copied ? <IconCheck size={14} color="var(--ok)" /> : <IconCopy size={14} stroke={1.7} />}
        </ActionIcon>
      )}
    </Copy>
  );
}
