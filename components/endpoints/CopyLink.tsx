"use client";

import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconLink } from "@tabler/icons-react";
import { useClock } from "#components/ui/Clock.tsx";
import { fixedLink } from "./fixedLink.ts";

/** Copies the page's address with its range fixed in time: whoever opens it later sees what is seen now. */
export function CopyLink() {
  const { now } = useClock();
  const { copy, copied } = useClipboard({ timeout: 1500 });
  return (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={copied ? <IconCheck size={14} color="var(--ok)" /> : <IconLink size={14} stroke={1.7} />}
      onClick={() => copy(fixedLink(window.location.href, now))}
      title="Copies the address, with the charts' range as it is now"
    >
      <span aria-live="polite">{copied ? "Copied" : "Copy link"}</span>
    </Button>
  );
}
