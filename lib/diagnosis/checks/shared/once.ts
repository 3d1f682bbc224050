/** The same function, which works each thing out once: several checks of a path ask the same of its evidence. */
export function once<Thing extends WeakKey, Answer extends WeakKey>(
  work: (thing: Thing) => Answer,
): (thing: Thing) => Answer {
  const known = new WeakMap<Thing, Answer>();
  return (thing) => {
    const before = known.get(thing);
    if (before !== undefined) return before;
    const answer = work(thing);
    known.set(thing, answer);
    return answer;
  };
}
