"use client";

import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconChevronDown, IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { formatMonth } from "#lib/format/time.ts";

export interface MonthChoice {
  month: string;
  href: string;
}

/** The month of the page, one back, one on, or any that was billed. */
export function MonthPicker({ month, choices }: { month: string; choices: MonthChoice[] }) {
  const at = choices.findIndex((choice) => choice.month === month);
  const later = choices[at - 1];
  const earlier = choices[at + 1];
  return (
    <Button.Group>
      <Step label="Month before" target={earlier} icon={<IconChevronLeft size={15} />} />
      <Menu position="bottom" shadow="md" keepMounted={false}>
        <Menu.Target>
          <Button variant="default" size="xs" rightSection={<IconChevronDown size={14} />} miw={152}>
            {formatMonth(month)}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
          {choices.map((choice) => (
            <Menu.Item
              key={choice.month}
              component={Link}
              href={choice.href}
              aria-current={choice.month === month ? "true" : undefined}
              fw={choice.month === month ? 600 : undefined}
            >
              {formatMonth(choice.month)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Step label="Month after" target={later} icon={<IconChevronRight size={15} />} />
    </Button.Group>
  );
}

function Step({
  label,
  target,
  icon,
}: {
  label: string;
  target: MonthChoice | undefined;
  icon: React.ReactNode;
}) {
  if (!target) {
    return (
      <ActionIcon aria-label={label} disabled>
        {icon}
      </ActionIcon>
    );
  }
  return (
    <ActionIcon component={Link} href={target.href} aria-label={`${label}, ${formatMonth(target.month)}`}>
      {icon}
    </ActionIcon>
  );
}
