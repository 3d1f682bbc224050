import { sendEntry } from "#components/ui/sendEntry.ts";
import type { SavedView } from "#lib/views/schema.ts";

/** Sends something about a view. Gives null when it was done, or the sentence that says what is wrong. */
export async function sendView(
  method: "POST" | "PATCH" | "DELETE",
  view: Pick<SavedView, "viewId"> | null,
  body: object,
): Promise<string | null> {
  const path = view ? `/api/v1/views/${view.viewId}` : "/api/v1/views";
  const sent = await sendEntry(path, method === "DELETE" ? undefined : body, method);
  return "problem" in sent ? sent.problem : null;
}
