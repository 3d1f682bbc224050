"use client";

import { Button, Group, Textarea, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { NameInput } from "#components/access/NameInput.tsx";
import { useRecordedName } from "#components/access/SignedIn.tsx";
import { useClock } from "#components/ui/Clock.tsx";
import { DialogWords, FormDialog } from "#components/ui/FormDialog.tsx";
import { sendEntry } from "#components/ui/sendEntry.ts";
import type { FieldError } from "#lib/api/problem.ts";
import classes from "./alerts.module.css";
import { type MatchForm, matchFields, matchOf } from "./match.ts";

const spans = [1, 2, 4, 8, 24];
const hourMs = 3_600_000;
/** As an input for date and time takes it, UTC. */
const inputTime = (time: Date) => time.toISOString().slice(0, 16);

/** Asks what is quiet, until when, why, and who says so. */
export function SilenceDialog({ match: given, onClose }: { match: MatchForm; onClose: () => void }) {
  const { now } = useClock();
  const router = useRouter();
  const [match, setMatch] = useState(given);
  const [startsAt, setStartsAt] = useState("");
  const [endsAt, setEndsAt] = useState(() => inputTime(new Date(now.getTime() + 2 * hourMs)));
  const [reason, setReason] = useState("");
  const { name: by, setName: setBy, keep } = useRecordedName();
  const [refused, setRefused] = useState<{ problem: string; errors: FieldError[] }>();
  const errorOf = (name: string) => refused?.errors.find(({ field }) => field.startsWith(name))?.message;
  const submit = async () => {
    const sent = await sendEntry("/api/v1/silences", {
      ...{ by, reason, endsAt: `${endsAt}:00Z`, match: matchOf(match) },
      ...(startsAt && { startsAt: `${startsAt}:00Z` }),
    });
    if ("problem" in sent) return setRefused(sent);
    keep();
    onClose();
    router.refresh();
  };
  const from = startsAt ? Date.parse(`${startsAt}:00Z`) : now.getTime();
  return (
    <FormDialog
      title="Silence alerts"
      submit="Silence"
      size="lg"
      refused={refused && `Nothing was silenced. ${refused.problem}`}
      onSubmit={submit}
      onClose={onClose}
    >
      <DialogWords>
        Nobody is told of what matches every field that is filled in; several values are separated by commas,
        * at an end stands for whatever follows. Alerts stay on this page, and what still fires at the end
        asks for somebody then. It takes effect within a minute.
      </DialogWords>
      <div className={classes.fields}>
        {matchFields.map(({ key, label, placeholder }) => (
          <TextInput
            key={key}
            size="xs"
            label={label}
            placeholder={placeholder}
            value={match[key] ?? ""}
            error={errorOf(`match.${key}`)}
            onChange={(event) => setMatch({ ...match, [key]: event.currentTarget.value })}
          />
        ))}
      </div>
      <Group align="end" gap="xs">
        <TextInput
          type="datetime-local"
          label="From (UTC), now when empty"
          value={startsAt}
          error={errorOf("startsAt")}
          onChange={(event) => setStartsAt(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label="Until (UTC)"
          required
          value={endsAt}
          error={errorOf("endsAt")}
          onChange={(event) => setEndsAt(event.currentTarget.value)}
        />
        {spans.map((hours) => (
          <Button
            key={hours}
            size="xs"
            variant="default"
            onClick={() => setEndsAt(inputTime(new Date(from + hours * hourMs)))}
          >
            {hours} h
          </Button>
        ))}
      </Group>
      <Textarea
        label="Reason"
        required
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        value={reason}
        error={errorOf("reason")}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <NameInput value={by} error={errorOf("by")} onName={setBy} />
    </FormDialog>
  );
}
