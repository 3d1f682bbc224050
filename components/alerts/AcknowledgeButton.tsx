"use client";

import { Button, Group, Modal, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { NameInput, useSignedInName } from "#components/access/SignedIn.tsx";
import { formatCountOf } from "#lib/format/numbers.ts";
import classes from "./alerts.module.css";
import { rememberedName, rememberName, sendEntry } from "./client.ts";

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
  const [opened, setOpened] = useState(false);
  const label = undo ? "Give back" : "Acknowledge";
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

function AcknowledgeDialog({
  what,
  alertIds,
  undo,
  onDone,
  onClose,
}: Omit<Props, "className" | "quiet"> & { onClose: () => void }) {
  const router = useRouter();
  const signedIn = useSignedInName();
  const [by, setBy] = useState(() => signedIn ?? rememberedName());
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async () => {
    setBusy(true);
    const entry = { alertIds, by, ...(note.trim() && { note }), undo };
    const sent = await sendEntry<{ acknowledged: number; left: number }>(
      "/api/v1/alert-acknowledgements",
      entry,
    );
    setBusy(false);
    if ("problem" in sent) return setProblem(sent.problem);
    rememberName(by);
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
    <Modal
      opened
      onClose={onClose}
      closeButtonProps={{ "aria-label": "Close" }}
      title={`${undo ? "Give back" : "Acknowledge"} ${what}`}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p className={classes.says}>
          {undo
            ? "It asks for somebody again, and is escalated if nobody takes it on."
            : `You have ${alertIds.length > 1 ? `these ${formatCountOf(alertIds.length, "alert")}` : "this"}: escalation stops, and whoever was told hears that you are on it.`}
        </p>
        <NameInput
          required
          maxLength={200}
          data-autofocus={by === "" ? true : undefined}
          value={by}
          onName={setBy}
        />
        <Textarea
          label="Note"
          autosize
          minRows={2}
          maxLength={1000}
          data-autofocus={by === "" ? undefined : true}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {problem && (
          <p role="alert" className={classes.refused}>
            {problem}
          </p>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {undo ? "Give back" : "Acknowledge"}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
