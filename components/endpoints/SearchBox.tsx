"use client";

import { Kbd, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { belongsElsewhere } from "./useRowKeys.ts";

/** The search of the table. Typing is answered after a pause; `/` puts the cursor here. */
export function SearchBox({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const send = useDebouncedCallback((next: string) => {
    sent.current = next;
    onChange(next);
  }, 250);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // The address changed by other means: back, a chip, "clear all".
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.metaKey || event.ctrlKey || belongsElsewhere(event.target)) return;
      event.preventDefault();
      // On this page the key is the table's: the palette, which knows it too, keeps ⌘K.
      event.stopPropagation();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener("keydown", onKey, { capture: true });
    return () => document.removeEventListener("keydown", onKey, { capture: true });
  }, []);
  return (
    <TextInput
      ref={input}
      type="search"
      size="xs"
      value={text}
      aria-label="Search endpoints"
      placeholder="Id, service, account, owner, tag, IP address"
      leftSection={<IconSearch size={15} />}
      rightSection={text === "" ? <Kbd size="xs">/</Kbd> : undefined}
      onChange={(event) => {
        setText(event.currentTarget.value);
        send(event.currentTarget.value.trim());
      }}
    />
  );
}
