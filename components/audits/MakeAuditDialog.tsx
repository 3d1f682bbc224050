"use client";

import { Select } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { NameInput } from "#components/access/NameInput.tsx";
import { useRecordedName } from "#components/access/SignedIn.tsx";
import { FormDialog } from "#components/ui/FormDialog.tsx";
import { sendEntry } from "#components/ui/sendEntry.ts";
import type { Audit } from "#lib/audits/schema.ts";

/** Asks which quarter is frozen, and who asks for it. */
export function MakeAuditDialog({ quarters, onClose }: { quarters: string[]; onClose: () => void }) {
  const router = useRouter();
  const [quarter, setQuarter] = useState(quarters[0] ?? "");
  const { name: by, setName: setBy, keep } = useRecordedName();
  const [problem, setProblem] = useState("");
  const make = async () => {
    const sent = await sendEntry<Audit>("/api/v1/audits", { quarter, ...(by.trim() && { by: by.trim() }) });
    if ("problem" in sent) return setProblem(sent.problem);
    keep();
    router.push(`/audits/${sent.answer.snapshotId}`);
  };
  return (
    <FormDialog
      title="Make an audit"
      submit={`Freeze ${quarter}`}
      refused={problem}
      onSubmit={make}
      onClose={onClose}
    >
      <Select
        label="Quarter"
        description="One that still lasts is frozen as it is now."
        data={quarters}
        value={quarter}
        allowDeselect={false}
        onChange={(value) => setQuarter(value ?? quarter)}
      />
      <NameInput description="Shown as its maker." required={false} value={by} onName={setBy} />
    </FormDialog>
  );
}
