/** How long a span of time is: `24 h`. */
export const hoursOf = ({ from, to }: { from: Date; to: Date }): string =>
  `${Math.round((to.getTime() - from.getTime()) / 3_600_000)} h`;
