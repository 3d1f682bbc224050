"use client";

import { Button } from "@mantine/core";
import { useMay } from "#components/access/SignedIn.tsx";
import { useDialog } from "#components/ui/useLater.tsx";
import type { MatchForm } from "./match.ts";

interface Props {
  label?: string;
  /** What the dialog begins with: what is to be quiet. */
  match?: MatchForm;
  variant?: "default" | "filled";
}

const fetchDialog = () => import("./SilenceDialog.tsx").then(({ SilenceDialog }) => SilenceDialog);

/** Makes a silence: what is quiet, until when, why, and who says so. */
export function SilenceButton({ label = "Silence…", match = {}, variant = "default" }: Props) {
  const may = useMay("fleet acknowledge");
  const { trigger, close, Dialog, problem } = useDialog(fetchDialog);
  if (!may) return null;
  return (
    <>
      <Button size="compact-sm" variant={variant} {...trigger}>
        {label}
      </Button>
      {Dialog && <Dialog match={match} onClose={close} />}
      {problem}
    </>
  );
}
