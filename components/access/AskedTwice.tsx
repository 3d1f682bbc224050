"use client";

import { Button, Group } from "@mantine/core";
import { useState } from "react";

interface Props {
  label: string;
  /** What it is done to, for those who hear the button. */
  about: string;
  /** What the button says that does it. */
  sure: string;
  /** Gives null when it is done, or the sentence that says why not. */
  onSure: () => Promise<string | null>;
}

/** A button for what cannot be taken back: it asks once, in its own place. */
export function AskedTwice({ label, about, sure, onSure }: Props) {
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const doIt = async () => {
    setBusy(true);
    const refused = await onSure();
    setBusy(false);
    setProblem(refused);
    if (refused === null) setAsked(false);
  };
  if (!asked)
    return (
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`${label} ${about}`}
        onClick={() => setAsked(true)}
      >
        {label}
      </Button>
    );
  return (
    <Group gap={6} wrap="nowrap">
      <Button size="compact-xs" color="red" loading={busy} onClick={() => void doIt()}>
        {sure}
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => setAsked(false)}>
        Keep
      </Button>
      {problem && <small role="alert">{problem}</small>}
    </Group>
  );
}
