import { DataLink as Link } from "#components/ui/DataLink.tsx";
import classes from "./onCall.module.css";

/** A choice that lives in the address: links side by side, the chosen one marked. */
export function Choice({
  label,
  options,
  chosen,
}: {
  label: string;
  options: readonly { key: string; label: string; href: string }[];
  chosen: string;
}) {
  return (
    <nav className={classes.choice} aria-label={label}>
      {options.map((option) => (
        <Link
          key={option.key}
          href={option.href}
          scroll={false}
          aria-current={option.key === chosen ? "true" : undefined}
        >
          {option.label}
        </Link>
      ))}
    </nav>
  );
}
