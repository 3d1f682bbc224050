"use client";

import { Textarea } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { NameInput } from "#components/access/NameInput.tsx";
import { useRecordedName } from "#components/access/SignedIn.tsx";
import { DialogWords, FormDialog } from "#components/ui/FormDialog.tsx";
import { notify } from "#components/ui/notify.ts";
import { sendEntry } from "#components/ui/sendEntry.ts";
import { formatCountOf } from "#lib/format/numbers.ts";
import { takeOnWords } from "./words.ts";

export interface Acknowledging {
  /** What the alerts are about, for the title. */
  what: string;
  alertIds: readonly string[];
  /** They are taken on, and are to be for anybody again. */
  undo?: boolean;
  /** In place of reading the page again. */
  onDone?: () => void;
}

/** Asks who takes alerts on, or gives them back. */
export function AcknowledgeDialog({
  what,
  alertIds,
  undo = false,
  onDone,
  onClose,
}: Acknowledging & { onClose: () => void }) {
  const router = useRouter();
  const label = takeOnWords(undo);
  const { name: by, setName: setBy, keep } = useRecordedName();
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async () => {
    const entry = { alertIds, by, ...(note.trim() && { note }), undo };
    const sent = await sendEntry<{ acknowledged: number; left: number }>(
      "/api/v1/alert-acknowledgements",
      entry,
    );
    if ("problem" in sent) return setProblem(sent.problem);
    keep();
    const { acknowledged, left } = sent.answer;
    const done = `${formatCountOf(acknowledged, "alert")} ${undo ? "given back" : `taken on by ${by}`}`;
    notify({
      message: left > 0 ? `${done}; ${formatCountOf(left, "other")} had changed already.` : `${done}.`,
    });
    onClose();
    onDone?.();
    router.refresh();
  };
  return (
    <FormDialog
      title={`${label} ${what}`}
      submit={label}
      refused={problem}
      onSubmit={submit}
      onClose={onClose}
    >
      <DialogWords>
        {undo
          ? "It asks for somebody again, and is escalated if nobody takes it on."
          : `You have ${alertIds.length > 1 ? `these ${formatCountOf(alertIds.length, "alert")}` : "this"}: escalation stops, and whoever was told hears that you are on it.`}
      </DialogWords>
      <NameInput data-autofocus={by === "" ? true : undefined} value={by} onName={setBy} />
      <Textarea
        label="Note"
        autosize
        minRows={2}
        maxLength={1000}
        data-autofocus={by === "" ? undefined : true}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
