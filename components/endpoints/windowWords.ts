/** How long a span of time is: `24 h`. */
export const hoursOf = ({ from, to }: { from: Date; to: Date }): string =>
  `${Math.round((to.getTime() - from.getTime()) / 3_600_000)} h`;

type Answer =
  | { state: "unknown" }
  | { state: "none-seen"; askedTo: Date }
  | { state: "seen"; askedTo: Date | null; groups: { lastAt: Date }[] };

/** Up to when something is known: where logs were asked for in pieces, the last that was seen in them. */
export function knownTo(answer: Answer): Date | null {
  if (answer.state === "unknown") return null;
  if (answer.askedTo || answer.state === "none-seen") return answer.askedTo;
  const times = answer.groups.map(({ lastAt }) => lastAt.getTime());
  return times.length > 0 ? new Date(Math.max(...times)) : null;
}
