"use client";

import { Button } from "@mantine/core";
import { useMay } from "#components/access/SignedIn.tsx";
import { useDialog } from "#components/ui/useLater.tsx";
import type { EndedSilence } from "./EndSilenceDialog.tsx";

const fetchDialog = () => import("./EndSilenceDialog.tsx").then(({ EndSilenceDialog }) => EndSilenceDialog);

/** Ends a silence now, after asking who says so. */
export function EndSilenceButton(silence: EndedSilence) {
  const may = useMay("fleet acknowledge");
  const { trigger, close, Dialog, problem } = useDialog(fetchDialog);
  if (!may) return null;
  return (
    <>
      <Button size="compact-xs" variant="default" {...trigger}>
        End<span className="visually-hidden"> the silence: {silence.reason}</span>
      </Button>
      {Dialog && <Dialog {...silence} onClose={close} />}
      {problem}
    </>
  );
}
