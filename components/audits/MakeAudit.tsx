"use client";

import { Button } from "@mantine/core";
import { useMay } from "#components/access/SignedIn.tsx";
import { useDialog } from "#components/ui/useLater.tsx";

const fetchDialog = () => import("./MakeAuditDialog.tsx").then(({ MakeAuditDialog }) => MakeAuditDialog);

/** Freezes a quarter, and leads to what came of it. */
export function MakeAudit({ quarters }: { quarters: string[] }) {
  const may = useMay("fleet audit");
  const { trigger, close, Dialog, problem } = useDialog(fetchDialog);
  if (!may) return null;
  return (
    <>
      <Button size="xs" {...trigger}>
        Make an audit
      </Button>
      {Dialog && <Dialog quarters={quarters} onClose={close} />}
      {problem}
    </>
  );
}
