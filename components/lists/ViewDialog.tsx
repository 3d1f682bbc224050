"use client";

import { Button, Checkbox, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { SavedView } from "#lib/views/schema.ts";
import { sendView } from "./sendView.ts";

/** Asks for the name of a view that is to be kept, or for another one of `view`. */
export function ViewDialog({
  list,
  query,
  view,
  onClose,
  onDone,
}: {
  list: string;
  query: string;
  view?: SavedView;
  onClose: () => void;
  onDone: () => void;
}) {
  const [name, setName] = useState(view?.name ?? "");
  const [shared, setShared] = useState(false);
  const [start, setStart] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    const refused = view
      ? await sendView("PATCH", view, { name })
      : await sendView("POST", null, { list, name, query, shared, start });
    setBusy(false);
    if (refused) setProblem(refused);
    else onDone();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={view ? `Rename ${view.name}` : "Save this view"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            required
            maxLength={60}
            data-autofocus
            value={name}
            error={problem}
            onChange={(event) => {
              setName(event.currentTarget.value);
              setProblem(null);
            }}
          />
          {!view && (
            <>
              <Checkbox
                label="For everybody"
                description="Without it, the view belongs to this browser: nobody signs in yet. Everybody can change and delete what is for everybody."
                checked={shared}
                onChange={(event) => setShared(event.currentTarget.checked)}
              />
              <Checkbox
                label="Open the page with it, in this browser"
                checked={start}
                onChange={(event) => setStart(event.currentTarget.checked)}
              />
            </>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              {view ? "Rename" : "Save"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
