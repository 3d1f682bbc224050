"use client";

import { Button, Group, Modal } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import classes from "./ui.module.css";

interface FormDialogProps {
  title: string;
  /** What the button that sends it says. */
  submit: ReactNode;
  size?: "md" | "lg";
  /** Why the last try was refused; null before, and where a field says it. */
  refused?: ReactNode;
  onSubmit: () => Promise<void>;
  onClose: () => void;
  /** The fields. */
  children: ReactNode;
}

/** A dialog that asks for an entry and sends it: busy until it is answered, and open until it is taken. */
export function FormDialog({
  title,
  submit,
  size = "md",
  refused,
  onSubmit,
  onClose,
  children,
}: FormDialogProps) {
  const [busy, setBusy] = useState(false);
  useFocusGivenBack();
  const send = async () => {
    setBusy(true);
    try {
      await onSubmit();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} size={size} closeButtonProps={{ "aria-label": "Close" }} title={title}>
      <form
        className={classes.dialogForm}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {children}
        {refused && (
          <div role="alert" className={classes.refused}>
            {refused}
          </div>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {submit}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

/** What an entry does, in a sentence above its fields. */
export function DialogWords({ children }: { children: ReactNode }) {
  return (
    <p className={classes.dialogWords} aria-live="polite">
      {children}
    </p>
  );
}

/**
 * Gives the focus back to what opened the dialog when it goes, as it does whole: the dialog's own way needs one that
 * stays and is closed. From an item of a menu, which is gone by then, it goes to the menu's button.
 */
function useFocusGivenBack() {
  const [opener] = useState(() => {
    const { activeElement } = document;
    const menu = activeElement?.closest("[role=menu]");
    return menu ? document.querySelector(`[aria-controls="${menu.id}"]`) : activeElement;
  });
  useEffect(
    () => () => {
      // Unless the reader, or what the entry has led to, has taken it elsewhere.
      const nowhere = document.activeElement === document.body || document.activeElement === null;
      if (nowhere && opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    },
    [opener],
  );
}
