import type { SavedView } from "#lib/views/schema.ts";

/** Sends something about a view. Gives null when it was done, or the sentence that says what is wrong. */
export async function sendView(
  method: "POST" | "PATCH" | "DELETE",
  view: Pick<SavedView, "viewId"> | null,
  body: object,
): Promise<string | null> {
  try {
    const response = await fetch(view ? `/api/v1/views/${view.viewId}` : "/api/v1/views", {
      method,
      headers: { "content-type": "application/json" },
      ...(method !== "DELETE" && { body: JSON.stringify(body) }),
    });
    if (response.ok) return null;
    const problem = await response.json();
    return problem.detail ?? problem.title ?? `The server answered ${response.status}.`;
  } catch {
    return "The server could not be reached; nothing was changed.";
  }
}
