import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { notify } from "#components/ui/notify.ts";
import { type DecisionForm, sendDecisions } from "./client.ts";
import type { DecidedRow } from "./decide.ts";
import { decidedWords } from "./words.ts";

/** Tells what was decided, with a button that takes it back. */
export function tellDecided(form: DecisionForm, rows: readonly DecidedRow[], renew: () => void): void {
  const takeBack = async () => {
    const sent = await sendDecisions({ decision: "undo", reason: "Taken back at once.", by: form.by }, rows);
    notifications.update({
      id,
      autoClose: 8_000,
      title: "problem" in sent ? sent.problem : decidedWords("undo", rows.length),
      message: null,
    });
    renew();
  };
  const id = notify({
    autoClose: 20_000,
    title: decidedWords(form.decision, rows.length),
    message: form.decision !== "undo" && (
      <Button size="compact-xs" variant="default" mt={4} onClick={() => void takeBack()}>
        Undo
      </Button>
    ),
  });
}
