/** Sends an entry to the API. Gives what it answered, or the sentence that says what is wrong with the entry. */
export async function send<Answer>(
  path: string,
  entry: object,
): Promise<{ answer: Answer } | { problem: string }> {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(entry),
    });
    const answer = await response.json();
    if (response.ok) return { answer: answer as Answer };
    return { problem: answer.detail ?? answer.title ?? `The server answered ${response.status}.` };
  } catch {
    return { problem: "The server could not be reached; nothing was written." };
  }
}
