"use client";

import { TextInput, type TextInputProps } from "@mantine/core";
import { useSignedInName } from "./SignedIn.tsx";

/** Asks for a name, or shows the one that goes on record. */
export function NameInput({
  onName,
  ...props
}: Omit<TextInputProps, "onChange"> & { onName(name: string): void }) {
  const name = useSignedInName();
  if (name !== null)
    return <TextInput {...props} label="Recorded as" description={undefined} value={name} readOnly />;
  return (
    <TextInput
      label="Your name"
      required
      maxLength={200}
      {...props}
      onChange={(event) => onName(event.currentTarget.value)}
    />
  );
}
