"use client";

import { TextInput, type TextInputProps } from "@mantine/core";
import { createContext, type ReactNode, useContext } from "react";

const SignedIn = createContext<string | null>(null);

/** Tells forms who is signed in; null where nobody is. */
export function SignedInProvider({ name, children }: { name: string | null; children: ReactNode }) {
  return <SignedIn value={name}>{children}</SignedIn>;
}

/** The name under which a form goes on record, where somebody is signed in; null where it has to be entered. */
export const useSignedInName = (): string | null => useContext(SignedIn);

/** Asks for a name, or shows the one that goes on record. */
export function NameInput({
  onName,
  ...props
}: Omit<TextInputProps, "onChange"> & { onName(name: string): void }) {
  const name = useSignedInName();
  if (name !== null)
    return <TextInput {...props} label="Recorded as" description={undefined} value={name} readOnly />;
  return <TextInput label="Your name" {...props} onChange={(event) => onName(event.currentTarget.value)} />;
}
