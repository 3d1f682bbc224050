import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { notify } from "#components/ui/notify.ts";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import { type DecisionForm, sendDecisions } from "./client.ts";
import { type DecidedRow, takingBack } from "./decide.ts";
import { decidedWords } from "./words.ts";

/** Tells what was decided, with a button that takes it back. */
export function tellDecided(form: DecisionForm, rows: readonly DecidedRow[], renew: () => void): void {
  const takeBack = async () => {
    const batches = takingBack(rows);
    let title = batches.every(({ decision }) => decision === "undo")
      ? decidedWords("undo", rows.length)
      : `${formatCountOf(rows.length, "thing")} decided about as before`;
    let putBack = 0;
    for (const { rows: same, ...decision } of batches) {
      const sent = await sendDecisions({ ...decision, by: form.by }, same);
      if ("problem" in sent) {
        title =
          putBack > 0
            ? `${sent.problem} ${formatCount(putBack)} of ${formatCount(rows.length)} were put back.`
            : sent.problem;
        break;
      }
      putBack += same.length;
    }
    notifications.update({ id, autoClose: 8_000, title, message: null });
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
