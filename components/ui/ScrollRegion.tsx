import type { ReactNode } from "react";

/** A part of a page that scrolls on its own: named, and reachable by keyboard. */
export function ScrollRegion({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it a keyboard could not scroll it.
    <section tabIndex={0} aria-label={label} className={className}>
      {children}
    </section>
  );
}
