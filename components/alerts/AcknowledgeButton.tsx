"use client";

import { Button } from "@mantine/core";
import { useMay } from "#components/access/SignedIn.tsx";
import { useDialog } from "#components/ui/useLater.tsx";
import type { Acknowledging } from "./AcknowledgeDialog.tsx";
import { takeOnWords } from "./words.ts";

interface Props extends Acknowledging {
  /** Looks like the buttons around it. */
  className?: string;
  /** One of many such buttons. */
  quiet?: boolean;
}

const fetchDialog = () =>
  import("./AcknowledgeDialog.tsx").then(({ AcknowledgeDialog }) => AcknowledgeDialog);

/** Takes alerts on, or gives them back: asks who it is, and tells everybody who was told of them. */
export function AcknowledgeButton({ className, quiet = false, ...about }: Props) {
  const may = useMay("acknowledge");
  const { trigger, close, Dialog, problem } = useDialog(fetchDialog);
  const { what, undo = false } = about;
  const label = takeOnWords(undo);
  if (!may) return null;
  return (
    <>
      {className ? (
        <button type="button" className={className} {...trigger}>
          {label}
          <span className="visually-hidden"> {what}</span>
        </button>
      ) : (
        <Button size="compact-sm" variant={undo || quiet ? "default" : "filled"} {...trigger}>
          {label}
          <span className="visually-hidden"> {what}</span>
        </Button>
      )}
      {Dialog && <Dialog {...about} onClose={close} />}
      {problem}
    </>
  );
}
