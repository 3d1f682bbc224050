import Link from "next/link";
import type { ComponentProps } from "react";

/** A link behind a figure. A page has dozens of them: none is fetched ahead of the click. */
export function DataLink(props: ComponentProps<typeof Link>) {
  return <Link prefetch={false} {...props} />;
}
