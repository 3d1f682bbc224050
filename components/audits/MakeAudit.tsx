"use client";

import { Button, Modal, Select } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { NameInput } from "#components/access/SignedIn.tsx";
import type { Audit } from "#lib/audits/schema.ts";
import classes from "./audits.module.css";
import { send } from "./send.ts";

/** Freezes a quarter, and leads to what came of it. */
export function MakeAudit({ quarters }: { quarters: string[] }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [quarter, setQuarter] = useState(quarters[0] ?? "");
  const [by, setBy] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const make = async () => {
    setBusy(true);
    setProblem(undefined);
    const sent = await send<Audit>("/api/v1/audits", { quarter, ...(by.trim() && { by: by.trim() }) });
    setBusy(false);
    if ("problem" in sent) setProblem(sent.problem);
    else router.push(`/audits/${sent.answer.snapshotId}`);
  };
  return (
    <>
      <Button size="xs" onClick={() => setOpen(true)}>
        Make an audit
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title="Make an audit">
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            void make();
          }}
        >
          <Select
            label="Quarter"
            description="One that still lasts is frozen as it is now."
            data={quarters}
            value={quarter}
            allowDeselect={false}
            onChange={(value) => setQuarter(value ?? quarter)}
          />
          <NameInput description="Shown as its maker." value={by} onName={setBy} />
          {problem && (
            <p role="alert" className={classes.problem}>
              {problem}
            </p>
          )}
          <Button type="submit" loading={busy}>
            Freeze {quarter}
          </Button>
        </form>
      </Modal>
    </>
  );
}
