"use client";

import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { parseAsString, useQueryState } from "nuqs";
import { useEffect, useRef, useState } from "react";

/** Narrows the list by words of the runbooks' own texts; answered after a pause, and in the address. */
export function RunbookSearch() {
  const [q, setQ] = useQueryState("q", parseAsString.withDefault("").withOptions({ shallow: false }));
  const [text, setText] = useState(q);
  const sent = useRef(q);
  const send = useDebouncedCallback((next: string) => {
    sent.current = next;
    void setQ(next === "" ? null : next);
  }, 200);
  useEffect(() => {
    // The address changed by other means, such as back.
    if (q !== sent.current) {
      sent.current = q;
      setText(q);
    }
  }, [q]);
  return (
    <TextInput
      type="search"
      size="xs"
      w={280}
      maw="100%"
      value={text}
      aria-label="Search runbooks"
      placeholder="Symptom, setting, state, check"
      leftSection={<IconSearch size={15} />}
      onChange={(event) => {
        setText(event.currentTarget.value);
        send(event.currentTarget.value.trim());
      }}
    />
  );
}
