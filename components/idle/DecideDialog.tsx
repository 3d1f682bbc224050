"use client";

import { Button, Group, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { NameInput } from "#components/access/NameInput.tsx";
import { useRecordedName } from "#components/access/SignedIn.tsx";
import { useClock } from "#components/ui/Clock.tsx";
import { DialogWords, FormDialog } from "#components/ui/FormDialog.tsx";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import type { Decision } from "#lib/idle/schema.ts";
import { sendDecisions } from "./client.ts";
import { consequence, type DecidedRow, dayFrom, refusals, rowKey } from "./decide.ts";
import { tellDecided } from "./tellDecided.tsx";
import { decideWords } from "./words.ts";

const choices: Decision[] = ["keep", "retire", "retired", "undo"];
const spans = [30, 90, 180, 365];

interface DecideDialogProps {
  rows: readonly DecidedRow[];
  onClose: () => void;
  onDecided: () => void;
}

/** Asks what is decided about some rows, says what that does, and shows what is refused row by row. */
export function DecideDialog({ rows: given, onClose, onDecided }: DecideDialogProps) {
  const { now } = useClock();
  const router = useRouter();
  const [rows, setRows] = useState(given);
  const decided = rows.filter(({ decision }) => decision !== null);
  const [decision, setDecision] = useState<Decision>(decided.length === rows.length ? "undo" : "keep");
  const [reason, setReason] = useState("");
  const { name: by, setName: setBy, keep } = useRecordedName();
  const [keepUntil, setKeepUntil] = useState(dayFrom(now, 90));
  const [refused, setRefused] = useState<{
    problem: string;
    rows: Map<string, string>;
    fields: Map<string, string>;
  }>();
  const field = (name: string) => refused?.fields.get(name);
  const submit = async () => {
    const form = { decision, reason, by, ...(decision === "keep" && { keepUntil }) };
    const sent = await sendDecisions(form, rows);
    if ("problem" in sent) return setRefused({ problem: sent.problem, ...refusals(sent.errors, rows) });
    keep();
    onDecided();
    tellDecided(form, rows, () => router.refresh());
  };
  const others = rows.filter((row) => !refused?.rows.has(rowKey(row)));
  const [only] = rows;
  const refusedWords = () => {
    if (!refused) return null;
    return refused.rows.size === 0 ? (
      <p>Nothing was decided. {refused.fields.size === 0 && refused.problem}</p>
    ) : (
      <>
        <p>
          Nothing was decided: {formatCountOf(refused.rows.size, "thing")} of {formatCount(rows.length)}{" "}
          cannot be decided about so.
        </p>
        <ul>
          {rows
            .filter((row) => refused.rows.has(rowKey(row)))
            .map((row) => (
              <li key={rowKey(row)}>
                <span className="mono">{row.label}</span>: {refused.rows.get(rowKey(row))}
              </li>
            ))}
        </ul>
        {others.length > 0 && (
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              setRows(others);
              setRefused(undefined);
            }}
          >
            Leave them out, go on with {formatCount(others.length)}
          </Button>
        )}
      </>
    );
  };
  return (
    <FormDialog
      title={
        rows.length === 1 ? `Decide about ${only?.label}` : `Decide about ${formatCount(rows.length)} things`
      }
      submit={
        <>
          {decideWords[decision]}
          {rows.length > 1 && ` (${formatCount(rows.length)})`}
        </>
      }
      size="lg"
      refused={refusedWords()}
      onSubmit={submit}
      onClose={onClose}
    >
      <SegmentedControl
        fullWidth
        aria-label="Decision"
        value={decision}
        onChange={(value) => {
          setDecision(value as Decision);
          setRefused(undefined);
        }}
        data={choices.map((value) => ({
          value,
          label: decideWords[value],
          disabled: value === "undo" && decided.length === 0,
        }))}
      />
      <DialogWords>
        {consequence(decision, rows)}
        {decision !== "undo" && decided.length > 0 && (
          <> It replaces {formatCountOf(decided.length, "decision")} that counts now.</>
        )}
      </DialogWords>
      {decision === "keep" && (
        <Group align="end" gap="xs">
          <TextInput
            type="date"
            label="Keep until (midnight, UTC)"
            required
            value={keepUntil}
            min={dayFrom(now, 1)}
            max={dayFrom(now, 731)}
            error={field("keepUntil")}
            onChange={(event) => setKeepUntil(event.currentTarget.value)}
          />
          {spans.map((days) => (
            <Button
              key={days}
              variant="default"
              size="xs"
              aria-pressed={keepUntil === dayFrom(now, days)}
              onClick={() => setKeepUntil(dayFrom(now, days))}
            >
              {days} days
            </Button>
          ))}
        </Group>
      )}
      <Textarea
        label="Reason"
        description="People read it when the keep ends, and auditors."
        required
        autosize
        minRows={2}
        maxLength={1000}
        data-autofocus
        value={reason}
        error={field("reason")}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <NameInput value={by} error={field("by")} onName={setBy} />
    </FormDialog>
  );
}
