"use client";

import { Button, Select, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { NameInput } from "#components/access/NameInput.tsx";
import { useSignedInName } from "#components/access/SignedIn.tsx";
import { sendEntry } from "#components/ui/sendEntry.ts";
import classes from "./audits.module.css";

/** An owner confirms what is theirs, about exactly this audit. */
export function AttestForm({
  snapshotId,
  sha256,
  owners,
}: {
  snapshotId: string;
  sha256: string;
  owners: { value: string; label: string }[];
}) {
  const router = useRouter();
  const [owner, setOwner] = useState<string | null>(null);
  const signedIn = useSignedInName();
  const [name, setName] = useState(signedIn ?? "");
  const [remark, setRemark] = useState("");
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ status: "bad" | "ok"; text: string }>();
  const attest = async () => {
    setBusy(true);
    const entry = { owner: owner === none ? "" : owner, name, sha256, ...(remark.trim() && { remark }) };
    const sent = await sendEntry(`/api/v1/audits/${snapshotId}/attestations`, entry);
    setBusy(false);
    if ("problem" in sent) return setSaid({ status: "bad", text: sent.problem });
    setSaid({ status: "ok", text: "Attested. It is on record, about exactly this hash." });
    setRemark("");
    router.refresh();
  };
  return (
    <form
      className={`${classes.attest} no-print`}
      onSubmit={(event) => {
        event.preventDefault();
        void attest();
      }}
    >
      <Select
        size="xs"
        label="Owner"
        placeholder="Whose things"
        data={owners.map((one) => ({ ...one, value: one.value || none }))}
        value={owner}
        searchable
        required
        onChange={setOwner}
      />
      <NameInput size="xs" value={name} onName={setName} />
      <TextInput
        size="xs"
        label="Remark"
        value={remark}
        onChange={(event) => setRemark(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" loading={busy} disabled={owner === null}>
        Attest
      </Button>
      {said && (
        <p
          role={said.status === "bad" ? "alert" : "status"}
          className={classes.problem}
          data-status={said.status}
        >
          {said.text}
        </p>
      )}
    </form>
  );
}

// A select cannot choose an empty value.
const none = "\u0000none";
