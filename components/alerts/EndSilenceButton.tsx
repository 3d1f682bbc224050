"use client";

import { Button, Group, Modal } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { NameInput, useSignedInName } from "#components/access/SignedIn.tsx";
import classes from "./alerts.module.css";
import { rememberedName, rememberName, sendEntry } from "./client.ts";

/** Ends a silence now, after asking who says so. */
export function EndSilenceButton({ silenceId, reason }: { silenceId: string; reason: string }) {
  const router = useRouter();
  const [opened, setOpened] = useState(false);
  const signedIn = useSignedInName();
  const [by, setBy] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const end = async () => {
    const sent = await sendEntry(`/api/v1/silences/${encodeURIComponent(silenceId)}/ends`, { by });
    if ("problem" in sent) return setProblem(sent.problem);
    rememberName(by);
    setOpened(false);
    router.refresh();
  };
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => {
          setBy(signedIn ?? rememberedName());
          setOpened(true);
        }}
      >
        End<span className="visually-hidden"> the silence: {reason}</span>
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        closeButtonProps={{ "aria-label": "Close" }}
        title="End this silence now"
      >
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            void end();
          }}
        >
          <p className={classes.says}>{reason}. What still fires is told within a minute.</p>
          <NameInput required maxLength={200} data-autofocus value={by} onName={setBy} />
          {problem && (
            <p role="alert" className={classes.refused}>
              {problem}
            </p>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => setOpened(false)}>
              Cancel
            </Button>
            <Button type="submit">End it</Button>
          </Group>
        </form>
      </Modal>
    </>
  );
}
