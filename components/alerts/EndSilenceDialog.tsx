"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { NameInput } from "#components/access/NameInput.tsx";
import { useRecordedName } from "#components/access/SignedIn.tsx";
import { DialogWords, FormDialog } from "#components/ui/FormDialog.tsx";
import { sendEntry } from "#components/ui/sendEntry.ts";

export interface EndedSilence {
  silenceId: string;
  reason: string;
}

/** Asks who ends a silence now. */
export function EndSilenceDialog({ silenceId, reason, onClose }: EndedSilence & { onClose: () => void }) {
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
