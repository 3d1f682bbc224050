/**
 * What follows from an answer that is kept (`remember`, `sharedRead`), worked out once for each and kept as long. It is
 * shared like the answer and must not be changed.
 */
export function onceFor<Answer extends object, Derived>(
  derive: (answer: Answer) => Derived,
): (answer: Answer) => Derived {
  const known = new WeakMap<Answer, { derived: Derived }>();
  return (answer) => {
    let kept = known.get(answer);
    if (!kept) {
      kept = { derived: derive(answer) };
      known.set(answer, kept);
    }
    return kept.derived;
  };
}
