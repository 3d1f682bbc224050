"use client";

import { Button, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { NameInput, useMay, useRecordedName } from "#components/access/SignedIn.tsx";
import { DialogWords, FormDialog } from "#components/ui/FormDialog.tsx";
import { sendEntry } from "#components/ui/sendEntry.ts";
import { formatCountOf } from "#lib/format/numbers.ts";

interface Props {
  /** What the alerts are about, for the title. */
  what: string;
  alertIds: readonly string[];
  /** They are taken on, and are to be for anybody again. */
  undo?: boolean;
  /** Looks like the buttons around it. */
  className?: string;
  /** One of many such buttons. */
  quiet?: boolean;
  /** In place of reading the page again. */
  onDone?: () => void;
}

/** Takes alerts on, or gives them back: asks who it is, and tells everybody who was told of them. */
export function AcknowledgeButton({ what, alertIds, undo = false, className, quiet = false, onDone }: Props) {
  const may = useMay("acknowledge");
  const [opened, setOpened] = useState(false);
  const label = labelOf(undo);
  if (!may) return null;
  return (
    <>
      {className ? (
        <button type="button" className={className} onClick={() => setOpened(true)}>
          {label}
          <span className="visually-hidden"> {what}</span>
        </button>
      ) : (
        <Button
          size="compact-sm"
          variant={undo || quiet ? "default" : "filled"}
          onClick={() => setOpened(true)}
        >
          {label}
          <span className="visually-hidden"> {what}</span>
        </Button>
      )}
      {opened && <AcknowledgeDialog {...{ what, alertIds, undo, onDone }} onClose={() => setOpened(false)} />}
    </>
  );
}

const labelOf = (undo: boolean) => (undo ? "Give back" : "Acknowledge");

function AcknowledgeDialog({
  what,
  alertIds,
  undo = false,
  onDone,
  onClose,
}: Omit<Props, "className" | "quiet"> & { onClose: () => void }) {
  const router = useRouter();
  const label = labelOf(undo);
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
    notifications.show({
      message: left > 0 ? `${done}; ${formatCountOf(left, "other")} had changed already.` : `${done}.`,
      color: "gray",
      closeButtonProps: { "aria-label": "Close" },
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
