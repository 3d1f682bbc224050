"use client";

import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { Panel } from "#components/ui/Panel.tsx";
import { type Placeholder, placeholders } from "#lib/runbooks/placeholders.ts";
import classes from "./runbooks.module.css";
import { isPlainWord, useValues } from "./values.ts";

/** The ids that the commands below leave open: filled in once, they stand in every command and in the address. */
export function ValuesPanel({ names }: { names: readonly Placeholder[] }) {
  const [values, setValues] = useValues();
  const filled = names.filter((name) => values[name] !== "").length;
  return (
    <Panel
      title="Fill in the commands"
      className="no-print"
      actions={
        filled > 0 && (
          <Button
            variant="subtle"
            size="xs"
            onClick={() => void setValues(Object.fromEntries(names.map((name) => [name, null])))}
          >
            Clear
          </Button>
        )
      }
    >
      <div className={classes.values}>
        {names.map((name) => (
          <ValueInput
            key={`${name} ${values[name] === ""}`}
            name={name}
            value={values[name]}
            onChange={(value) => void setValues({ [name]: value === "" ? null : value })}
          />
        ))}
      </div>
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
      description={placeholders[name]}
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
