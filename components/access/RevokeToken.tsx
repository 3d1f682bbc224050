"use client";

import { Button, Group } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { sendEntry } from "#components/ui/sendEntry.ts";

/** Takes a token away, after asking once. */
export function RevokeToken({ tokenId, name }: { tokenId: string; name: string }) {
  const router = useRouter();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const revoke = async () => {
    setBusy(true);
    const sent = await sendEntry(`/api/v1/access/tokens/${tokenId}`, undefined, "DELETE");
    setBusy(false);
    if ("problem" in sent) return setProblem(sent.problem);
    setAsked(false);
    router.refresh();
  };
  if (!asked)
    return (
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`Revoke ${name}`}
        onClick={() => setAsked(true)}
      >
        Revoke
      </Button>
    );
  return (
    <Group gap={6} wrap="nowrap">
      <Button size="compact-xs" color="red" loading={busy} onClick={() => void revoke()}>
        Revoke for ever
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => setAsked(false)}>
        Keep
      </Button>
      {problem && <small role="alert">{problem}</small>}
    </Group>
  );
}
