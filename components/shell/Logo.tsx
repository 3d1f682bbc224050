/** Two rings, linked. */
export function Logo() {
  return (
    <svg
      viewBox="0 0 24 24"
      width="20"
      height="20"
      fill="none"
      stroke="var(--accent)"
      strokeWidth="2.2"
      aria-hidden
    >
      <rect x="2" y="7.5" width="12" height="9" rx="4.5" />
      <rect x="10" y="7.5" width="12" height="9" rx="4.5" />
    </svg>
  );
}
