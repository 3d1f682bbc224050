import { Fragment, type ReactNode } from "react";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import type { HeadlinePart } from "#lib/executive/schema.ts";
import classes from "./executive.module.css";

/** The page in words: the h1. Its figures open what they stand for. */
export function Headline({ parts }: { parts: HeadlinePart[] }) {
  return (
    <h1 className={classes.headline}>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order of the parts is their identity.
        <Fragment key={index}>
          <Part {...part} />
        </Fragment>
      ))}
    </h1>
  );
}

function Part({ text, href, status }: HeadlinePart): ReactNode {
  const content = (
    <>
      {status && <StatusMark status={status} />}
      {text}
    </>
  );
  if (!href) return content;
  return href.startsWith("#") ? <a href={href}>{content}</a> : <Link href={href}>{content}</Link>;
}
