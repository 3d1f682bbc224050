import { type Status, StatusMark } from "#components/ui/StatusMark.tsx";
import { CopyLink } from "./CopyLink.tsx";
import classes from "./pageNav.module.css";

export interface PageNavProps {
  /** What the page is about: an id. */
  subject: string;
  verdict: { status: Status; text: string } | null;
  sections: readonly (readonly [id: string, title: string])[];
}

/** Stays in view: what the page is about, the verdict, and the way to every part of it. */
export function PageNav({ subject, verdict, sections }: PageNavProps) {
  return (
    <div className={`${classes.bar} no-print`}>
      <a href="#top" className={classes.subject}>
        {verdict && <StatusMark status={verdict.status} label={verdict.text} />}{" "}
        <span className="mono">{subject}</span>
      </a>
      <nav className={classes.links} aria-label="On this page">
        {sections.map(([id, title]) => (
          <a key={id} href={`#${id}`}>
            {title}
          </a>
        ))}
      </nav>
      <CopyLink />
    </div>
  );
}
