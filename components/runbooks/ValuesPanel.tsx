"use client";

import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { Panel } from "#components/ui/Panel.tsx";
import { formatCountOf } from "#lib/format/numbers.ts";
import { type Placeholder, placeholders } from "#lib/runbooks/placeholders.ts";
import classes from "./runbooks.module.css";
import { isPlainWord, useValues } from "./values.ts";

interface Props {
  /** Of the runbook's own commands. */
  names: readonly Placeholder[];
  /** Of the checklist alone. */
  more: readonly Placeholder[];
}

/** The ids that the commands below leave open: filled in once, they stand in every command and in the address. */
export function ValuesPanel({ names, more }: Props) {
  const [values, setValues] = useValues();
  // What was refused stands in its input alone: clearing begins all of them anew.
  const [round, setRound] = useState(0);
  const all = [...names, ...more];
  const filled = all.some((name) => values[name] !== "");
  const inputs = (shown: readonly Placeholder[]) => (
    <div className={classes.values}>
      {shown.map((name) => (
        <ValueInput
          key={`${round} ${name}`}
          name={name}
          value={values[name]}
          onChange={(value) => void setValues({ [name]: value === "" ? null : value })}
        />
      ))}
    </div>
  );
  return (
    <Panel
      title="Fill in the commands"
      className="no-print"
      actions={
        filled && (
          <Button
            variant="subtle"
            size="xs"
            onClick={() => {
              setRound(round + 1);
              void setValues(Object.fromEntries(all.map((name) => [name, null])));
            }}
          >
            Clear
          </Button>
        )
      }
    >
      {inputs(names)}
      {more.length > 0 && (
        <details className={classes.more}>
          <summary>{formatCountOf(more.length, "more value")} of the incident checklist</summary>
          {inputs(more)}
        </details>
      )}
    </Panel>
  );
}

interface InputProps {
  name: Placeholder;
  value: string;
  onChange: (value: string) => void;
}

/** What is not one plain word stays here, with what is wrong, and goes into no command. */
function ValueInput({ name, value, onChange }: InputProps) {
  const [refused, setRefused] = useState<string | null>(null);
  return (
    <TextInput
      size="xs"
      label={<span className="mono">{name}</span>}
      placeholder={placeholders[name]}
      title={placeholders[name]}
      value={refused ?? value}
      error={refused === null ? undefined : "letters, digits and @ % + = : , . / - only"}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => {
        const text = event.currentTarget.value.trim();
        const taken = text === "" || isPlainWord(text);
        setRefused(taken ? null : text);
        if (taken) onChange(text);
      }}
    />
  );
}
