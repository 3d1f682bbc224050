"use client";

import { IconApi, IconDots, IconX } from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useRef, useState } from "react";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import type { Freshness } from "#lib/runs/freshness.ts";
import { Logo } from "./Logo.tsx";
import { type NamedPage, openGroups } from "./pages.tsx";
import classes from "./shell.module.css";
import { useFreshness } from "./useFreshness.ts";

/** The pages there are: a column at the left; on a phone a bar of the first, and a sheet of all above it. */
export function Navigation({ initial, closed }: { initial: Freshness; closed: readonly string[] }) {
  const groups = openGroups(closed);
  const { freshness } = useFreshness(initial);
  const counts = countsOf(freshness);
  const path = usePathname();
  const [openedAt, setOpenedAt] = useState<string>();
  const more = useRef<HTMLButtonElement>(null);
  // Another page is what the sheet was opened for: it is open only at the address that it was opened at.
  const open = openedAt === path;
  const close = () => {
    setOpenedAt(undefined);
    more.current?.focus();
  };
  return (
    <nav
      className={classes.nav}
      aria-label="Pages"
      data-open={open || undefined}
      onKeyDown={(event) => open && event.key === "Escape" && close()}
    >
      <div className={classes.navColumn} id="all-pages">
        <Link href="/" className={classes.brand} aria-label="Linkledger, executive page">
          <Logo />
          Linkledger
        </Link>
        {groups.map((group) => (
          <ul key={group[0]?.href} className={classes.navList}>
            {group.map((page) => (
              <Item
                key={page.href}
                page={page}
                path={path}
                count={counts[page.href]}
                onClick={() => setOpenedAt(undefined)}
              />
            ))}
          </ul>
        ))}
        <ul className={`${classes.navList} ${classes.navEnd}`}>
          <li>
            <a className={classes.navLink} href="/api/v1/openapi.json">
              <span className={classes.navIcon} aria-hidden>
                <IconApi />
              </span>
              <span>API (OpenAPI)</span>
            </a>
          </li>
        </ul>
      </div>
      <ul className={classes.navBar}>
        {groups
          .flat()
          .filter(({ first }) => first)
          .map((page) => (
            <Item key={page.href} page={page} path={path} count={counts[page.href]} />
          ))}
        <li>
          <button
            ref={more}
            type="button"
            className={classes.navLink}
            aria-expanded={open}
            aria-controls="all-pages"
            onClick={() => setOpenedAt(open ? undefined : path)}
          >
            <span className={classes.navIcon} aria-hidden>
              {open ? <IconX /> : <IconDots />}
            </span>
            <span>More</span>
          </button>
        </li>
      </ul>
    </nav>
  );
}

interface ItemProps {
  page: NamedPage;
  path: string;
  count?: ReactNode;
  onClick?: () => void;
}

function Item({ page: { href, icon, label }, path, count, onClick }: ItemProps) {
  // Fetching all pages ahead would be as many requests with each page, before anything that the reader asks for.
  const [near, setNear] = useState(false);
  const approach = () => setNear(true);
  const current = href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
  return (
    <li>
      <Link
        href={href}
        prefetch={near ? null : false}
        onPointerEnter={approach}
        onFocus={approach}
        className={classes.navLink}
        aria-current={current ? "page" : undefined}
        onClick={onClick}
      >
        <span className={classes.navIcon} aria-hidden>
          {icon}
        </span>
        <span>{label}</span>
        {count !== undefined && <span className={classes.navCount}>{count}</span>}
      </Link>
    </li>
  );
}

/** What stands behind the names of pages; nothing while it is not known. */
function countsOf(freshness: Freshness): Record<string, ReactNode> {
  if (!freshness.database) return {};
  const { asOf, endpoints, failing, paging } = freshness;
  return {
    "/endpoints": asOf ? formatCount(endpoints) : undefined,
    "/on-call":
      paging > 0 ? (
        <span title={`${formatCountOf(paging, "page")} that nobody has taken on`}>
          <StatusMark status="bad" label="pages that nobody has taken on" size={9} /> {formatCount(paging)}
        </span>
      ) : undefined,
    "/collectors":
      failing > 0 ? (
        <span title={`${formatCountOf(failing, "scope")} failing`}>
          <StatusMark status="warn" label="failing scopes" size={9} /> {formatCount(failing)}
        </span>
      ) : undefined,
  };
}
