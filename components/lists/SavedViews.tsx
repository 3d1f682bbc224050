"use client";

import { Button } from "@mantine/core";
import { IconBookmark, IconChevronDown } from "@tabler/icons-react";
import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { OnFirstUse } from "#components/ui/OnFirstUse.tsx";
import { sameQuery } from "#lib/views/compare.ts";
import type { SavedView } from "#lib/views/schema.ts";
import classes from "./lists.module.css";

export interface SavedViewsProps {
  /** The page's path. */
  list: string;
  views: SavedView[];
  /** What is shown now, as the address has it. */
  query: string;
  /** The address of the page as it is without any view. */
  usual: string;
}

const fetchMenu = () => import("./ViewsMenu.tsx").then(({ ViewsMenu }) => ViewsMenu);

/** The views that people keep of a list, as links, and a menu to keep, change and delete them. */
export function SavedViews({ list, views, query, usual }: SavedViewsProps) {
  const current = views.find((view) => sameQuery(view.query, query));
  return (
    <nav className={`${classes.views} no-print`} aria-label="Views">
      {views.length > 0 && (
        <ul>
          <li>
            <Link href={usual} className={classes.view}>
              Usual
            </Link>
          </li>
          {views.map((view) => (
            <li key={view.viewId}>
              <Link
                href={`${list}?${view.query}`}
                className={classes.view}
                aria-current={view === current ? "true" : undefined}
                title={view.shared ? "Everybody's view" : "Your browser's own view"}
              >
                {view.name}
                {view.start && <span className="visually-hidden">, your start</span>}
                {view.start && <span aria-hidden> ★</span>}
              </Link>
            </li>
          ))}
        </ul>
      )}
      <OnFirstUse fetch={fetchMenu} props={{ list, query, current }}>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconBookmark size={13} aria-hidden />}
          rightSection={<IconChevronDown size={12} aria-hidden />}
          aria-haspopup="menu"
          aria-expanded={false}
        >
          Views
        </Button>
      </OnFirstUse>
    </nav>
  );
}
