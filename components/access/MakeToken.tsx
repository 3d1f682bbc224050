"use client";

import { Button, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { CopyButton } from "#components/ui/CopyButton.tsx";
import { SelectField } from "#components/ui/SelectField.tsx";
import { sendEntry } from "#components/ui/sendEntry.ts";
import { roles } from "#lib/access/permissions.ts";
import type { MadeToken } from "#lib/access/tokenSchema.ts";
import classes from "./access.module.css";

const listOf = (text: string) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

/** Makes a token, and shows its secret this once. */
export function MakeToken() {
  const router = useRouter();
  const [name, setName] = useState("");
  const [role, setRole] = useState<string>("viewer");
  const [accounts, setAccounts] = useState("");
  const [owners, setOwners] = useState("");
  const [days, setDays] = useState("90");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const [made, setMade] = useState<MadeToken>();
  const make = async () => {
    setBusy(true);
    setProblem("");
    const entry = {
      ...{ name, role, expiresInDays: Number(days) },
      ...(listOf(accounts).length > 0 && { accounts: listOf(accounts) }),
      ...(listOf(owners).length > 0 && { owners: listOf(owners) }),
    };
    const sent = await sendEntry<MadeToken>("/api/v1/access/tokens", entry);
    setBusy(false);
    if ("problem" in sent) return setProblem(sent.problem);
    setMade(sent.answer);
    setName("");
    router.refresh();
  };
  return (
    <>
      <form
        className={`${classes.make} no-print`}
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <TextInput
          size="xs"
          label="Name"
          placeholder="grafana"
          required
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <SelectField
          size="xs"
          label="Role"
          data={[...roles]}
          value={role}
          allowDeselect={false}
          onChange={(value) => setRole(value ?? "viewer")}
        />
        <TextInput
          size="xs"
          label="Accounts (empty: all)"
          placeholder="111111111111, 222222222222"
          value={accounts}
          onChange={(event) => setAccounts(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          label="Owners (empty: all)"
          placeholder="payments"
          value={owners}
          onChange={(event) => setOwners(event.currentTarget.value)}
        />
        <TextInput
          type="number"
          size="xs"
          label="Days"
          min={1}
          max={366}
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
          w={90}
        />
        <Button type="submit" size="xs" loading={busy}>
          Make a token
        </Button>
      </form>
      {problem && (
        <p role="alert" className={classes.problem}>
          {problem}
        </p>
      )}
      {made && (
        <div role="status" className={classes.made}>
          <p>
            The secret of <strong>{made.token.name}</strong>, shown this once and stored nowhere:
          </p>
          <p className={classes.secret}>
            <code>{made.secret}</code> <CopyButton value={made.secret} label="Copy the secret" />
          </p>
        </div>
      )}
    </>
  );
}
