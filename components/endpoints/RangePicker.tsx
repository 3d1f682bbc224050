"use client";

import { Button, Popover, SegmentedControl } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { IconCalendar } from "@tabler/icons-react";
import { useState } from "react";
import { type NamedRange, type RangeState, rangeNames } from "#lib/inventory/endpointRange.ts";
import classes from "./endpoint.module.css";

const labels: Record<NamedRange, string> = {
  "3h": "3 h",
  "24h": "24 h",
  "7d": "7 d",
  "30d": "30 d",
  "63d": "63 d",
};

interface RangePickerProps {
  range: RangeState;
  onChange: (range: { range?: NamedRange | null; from?: string | null; to?: string | null }) => void;
}

/** A named range that ends now, or two times of one's own. */
export function RangePicker({ range, onChange }: RangePickerProps) {
  const isCustom = range.from !== null || range.to !== null;
  return (
    <div className={classes.ranges}>
      <SegmentedControl
        size="xs"
        aria-label="Range"
        value={isCustom ? "" : range.range}
        data={rangeNames.map((name) => ({ value: name, label: labels[name] }))}
        onChange={(name) => onChange({ range: name as NamedRange, from: null, to: null })}
      />
      <CustomRange range={range} isCustom={isCustom} onChange={onChange} />
    </div>
  );
}

/** `2026-11-18 14:05` as the picker writes it, in UTC. */
const toPicker = (time: string | null) => time?.slice(0, 16).replace("T", " ") ?? null;
const fromPicker = (text: string) => `${text.slice(0, 16).replace(" ", "T")}:00Z`;

function CustomRange({ range, isCustom, onChange }: RangePickerProps & { isCustom: boolean }) {
  const [opened, setOpened] = useState(false);
  const [from, setFrom] = useState(toPicker(range.from));
  const [to, setTo] = useState(toPicker(range.to));
  const complete = from !== null && to !== null && from < to;
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      shadow="md"
      width={280}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          variant={isCustom ? "light" : "default"}
          size="compact-sm"
          leftSection={<IconCalendar size={14} stroke={1.7} />}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          Custom
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Range of your own">
        <DateTimePicker
          label="From, UTC"
          value={from}
          onChange={setFrom}
          valueFormat="D MMM YYYY HH:mm"
          popoverProps={{ withinPortal: false }}
          size="xs"
        />
        <DateTimePicker
          label="To, UTC"
          value={to}
          onChange={setTo}
          valueFormat="D MMM YYYY HH:mm"
          popoverProps={{ withinPortal: false }}
          size="xs"
          mt={8}
        />
        <Button
          mt={12}
          disabled={!complete}
          onClick={() => {
            if (!complete) return;
            onChange({ range: null, from: fromPicker(from), to: fromPicker(to) });
            setOpened(false);
          }}
        >
          Show
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
