"use client";

import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import type { Act } from "#lib/access/permissions.ts";

interface Signed {
  name: string | null;
  may: readonly Act[];
}

const SignedIn = createContext<Signed>({ name: null, may: [] });
const nameKey = "linkledger-decided-by";

/** Tells forms who is signed in (null: nobody) and what they may change. */
export function SignedInProvider({ name, may, children }: Signed & { children: ReactNode }) {
  const value = useMemo(() => ({ name, may }), [name, may]);
  return <SignedIn value={value}>{children}</SignedIn>;
}

/** Whether whoever looks may do that: a button that would be refused is not shown. */
export const useMay = (act: Act): boolean => useContext(SignedIn).may.includes(act);

/** The name under which a form goes on record, where somebody is signed in; null where it has to be entered. */
export const useSignedInName = (): string | null => useContext(SignedIn).name;

/**
 * The name under which a form goes on record: who is signed in, or what was entered here the last time. `keep` has the
 * browser remember it for the next time. For dialogs, which the server never draws.
 */
export function useRecordedName() {
  const signedIn = useSignedInName();
  const [name, setName] = useState(() => signedIn ?? remembered());
  return { name, setName, keep: () => signedIn === null && remember(name) };
}

// A browser may forbid it to be remembered; then it is entered again.
function remembered(): string {
  try {
    return localStorage.getItem(nameKey) ?? "";
  } catch {
    return "";
  }
}

function remember(name: string): void {
  try {
    localStorage.setItem(nameKey, name);
  } catch {
    // Entered again next time.
  }
}
