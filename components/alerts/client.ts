const nameKey = "linkledger-decided-by";

/** Sends an entry as JSON. Gives what was answered, or the sentence that says why not. */
export async function sendEntry<Answer>(
  path: string,
  body: object,
): Promise<{ answer: Answer } | { problem: string; fields: Map<string, string> }> {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const said = await response.json();
    if (response.ok) return { answer: said as Answer };
    const errors = (said.errors ?? []) as { field: string; message: string }[];
    return {
      problem: said.detail ?? said.title ?? `The server answered ${response.status}.`,
      fields: new Map(errors.map(({ field, message }) => [field, message])),
    };
  } catch {
    return { problem: "The server could not be reached; nothing was changed.", fields: new Map() };
  }
}

// A browser may forbid it to be remembered; then it is entered again.
export function rememberedName(): string {
  try {
    return localStorage.getItem(nameKey) ?? "";
  } catch {
    return "";
  }
}

export function rememberName(name: string): void {
  try {
    localStorage.setItem(nameKey, name);
  } catch {
    // Entered again next time.
  }
}
