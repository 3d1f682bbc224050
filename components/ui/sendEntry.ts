import type { FieldError } from "#lib/api/problem.ts";

export type Sent<Answer> = { answer: Answer } | { problem: string; errors: FieldError[] };

/**
 * Sends an entry to the API as JSON. Gives what it answered (undefined where it answers nothing), or the sentence
 * that says what is wrong, with the fields as far as it named them.
 */
export async function sendEntry<Answer = unknown>(
  path: string,
  entry?: object,
  method: "POST" | "PATCH" | "DELETE" = "POST",
): Promise<Sent<Answer>> {
  try {
    const response = await fetch(path, {
      method,
      ...(entry && { headers: { "content-type": "application/json" }, body: JSON.stringify(entry) }),
    });
    const said = response.status === 204 ? undefined : await response.json();
    if (response.ok) return { answer: said as Answer };
    return {
      problem: said.detail ?? said.title ?? `The server answered ${response.status}.`,
      errors: said.errors ?? [],
    };
  } catch {
    return { problem: "The server could not be reached; nothing was changed.", errors: [] };
  }
}
