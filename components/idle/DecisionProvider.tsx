"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { useDialog } from "#components/ui/useLater.tsx";
import { type DecidedRow, rowKey } from "./decide.ts";

interface Decisions {
  chosen: ReadonlyMap<string, DecidedRow>;
  choose: (rows: readonly DecidedRow[], on: boolean) => void;
  clear: () => void;
  /** Opens the dialog about these rows. */
  decide: (rows: readonly DecidedRow[]) => void;
}

const fetchDialog = () => import("./DecideDialog.tsx").then(({ DecideDialog }) => DecideDialog);

const Context = createContext<Decisions | undefined>(undefined);

/** Which rows are chosen, and the dialog in which it is decided about them. */
export function DecisionProvider({ children }: { children: ReactNode }) {
  const router = useRouter();
  const [chosen, setChosen] = useState<ReadonlyMap<string, DecidedRow>>(new Map());
  const [about, setAbout] = useState<readonly DecidedRow[]>([]);
  const { open, close, Dialog, problem } = useDialog(fetchDialog);
  const choose = useCallback((rows: readonly DecidedRow[], on: boolean) => {
    setChosen((before) => {
      const next = new Map(before);
      for (const row of rows) {
        if (on) next.set(rowKey(row), row);
        else next.delete(rowKey(row));
      }
      return next;
    });
  }, []);
  const clear = useCallback(() => setChosen(new Map()), []);
  const decide = useCallback(
    (rows: readonly DecidedRow[]) => {
      setAbout(rows);
      open();
    },
    [open],
  );
  const value = useMemo(() => ({ chosen, choose, clear, decide }), [chosen, choose, clear, decide]);
  return (
    <Context value={value}>
      {children}
      {problem}
      {Dialog && (
        <Dialog
          rows={about}
          onClose={close}
          onDecided={() => {
            close();
            clear();
            router.refresh();
          }}
        />
      )}
    </Context>
  );
}

/** Throws outside of DecisionProvider. */
export function useDecisions(): Decisions {
  const value = useContext(Context);
  if (!value) throw new Error("useDecisions needs a DecisionProvider above it");
  return value;
}
