"use client";

import { Button, Group } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";

/** Takes a token away, after asking once. */
export function RevokeToken({ tokenId, name }: { tokenId: string; name: string }) {
  const router = useRouter();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const revoke = async () => {
    setBusy(true);
    const answer = await fetch(`/api/v1/access/tokens/${tokenId}`, { method: "DELETE" }).catch(
      () => undefined,
    );
    setBusy(false);
    if (!answer?.ok) return setProblem("It was not revoked; try again.");
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
