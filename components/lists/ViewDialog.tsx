"use client";

import { Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import { FormDialog } from "#components/ui/FormDialog.tsx";
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
  const submit = async () => {
    const refused = view
      ? await sendView("PATCH", view, { name })
      : await sendView("POST", null, { list, name, query, shared, start });
    if (refused) setProblem(refused);
    else onDone();
  };
  return (
    <FormDialog
      title={view ? `Rename ${view.name}` : "Save this view"}
      submit={view ? "Rename" : "Save"}
      onSubmit={submit}
      onClose={onClose}
    >
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
            description="Without it, only this browser has the view. Everybody can change and delete what is for everybody."
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
    </FormDialog>
  );
}
