"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { sendDecisions } from "./client.ts";
import { DecideDialog } from "./DecideDialog.tsx";
import { type DecidedRow, rowKey } from "./decide.ts";
import { decidedWords } from "./words.ts";

interface Decisions {
  chosen: ReadonlyMap<string, DecidedRow>;
  choose: (rows: readonly DecidedRow[], on: boolean) => void;
  clear: () => void;
  /** Opens the dialog about these rows. */
  decide: (rows: readonly DecidedRow[]) => void;
}

const Context = createContext<Decisions | undefined>(undefined);

/** Which rows are chosen, and the dialog in which it is decided about them. */
export function DecisionProvider({ children }: { children: ReactNode }) {
  const router = useRouter();
  const [chosen, setChosen] = useState<ReadonlyMap<string, DecidedRow>>(new Map());
  const [about, setAbout] = useState<readonly DecidedRow[]>([]);
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
  const value = useMemo(() => ({ chosen, choose, clear, decide: setAbout }), [chosen, choose, clear]);
  return (
    <Context value={value}>
      {children}
      {about.length > 0 && (
        <DecideDialog
          rows={about}
          onClose={() => setAbout([])}
          onDecided={(entry, rows) => {
            setAbout([]);
            clear();
            router.refresh();
            const id = notifications.show({
              autoClose: 20_000,
              color: "gray",
              closeButtonProps: { "aria-label": "Close" },
              title: decidedWords(entry.decision, rows.length),
              message: entry.decision !== "undo" && (
                <Button
                  size="compact-xs"
                  variant="default"
                  mt={4}
                  onClick={async () => {
                    const sent = await sendDecisions(
                      { decision: "undo", reason: "Taken back at once.", by: entry.by },
                      rows,
                    );
                    notifications.update({
                      id,
                      autoClose: 8_000,
                      title: "problem" in sent ? sent.problem : decidedWords("undo", rows.length),
                      message: null,
                    });
                    router.refresh();
                  }}
                >
                  Undo
                </Button>
              ),
            });
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
