"use client";

import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { NameInput, useMay, useRecordedName } from "#components/access/SignedIn.tsx";
import { DialogWords, FormDialog } from "#components/ui/FormDialog.tsx";
import { sendEntry } from "#components/ui/sendEntry.ts";

interface Props {
  silenceId: string;
  reason: string;
}

/** Ends a silence now, after asking who says so. */
export function EndSilenceButton({ silenceId, reason }: Props) {
  const may = useMay("fleet acknowledge");
  const [opened, setOpened] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={() => setOpened(true)}>
        End<span className="visually-hidden"> the silence: {reason}</span>
      </Button>
      {opened && <EndSilenceDialog {...{ silenceId, reason }} onClose={() => setOpened(false)} />}
    </>
  );
}

function EndSilenceDialog({ silenceId, reason, onClose }: Props & { onClose: () => void }) {
  const router = useRouter();
  const { name: by, setName: setBy, keep } = useRecordedName();
  const [problem, setProblem] = useState("");
  const end = async () => {
    const sent = await sendEntry(`/api/v1/silences/${encodeURIComponent(silenceId)}/ends`, { by });
    if ("problem" in sent) return setProblem(sent.problem);
    keep();
    onClose();
    router.refresh();
  };
  return (
    <FormDialog
      title="End this silence now"
      submit="End it"
      refused={problem}
      onSubmit={end}
      onClose={onClose}
    >
      <DialogWords>{reason}. What still fires is told within a minute.</DialogWords>
      <NameInput data-autofocus value={by} onName={setBy} />
    </FormDialog>
  );
}
