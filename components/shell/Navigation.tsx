"use client";

import {
  IconAlertTriangle,
  IconApi,
  IconBook2,
  IconChartBar,
  IconClipboardCheck,
  IconGauge,
  IconMoon2,
  IconPlugConnected,
  IconRefreshDot,
  IconTargetArrow,
} from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { StatusMark } from "#components/ui/StatusMark.tsx";
import { formatCount, formatCountOf } from "#lib/format/numbers.ts";
import type { Freshness } from "#lib/runs/freshness.ts";
import { Logo } from "./Logo.tsx";
import classes from "./shell.module.css";
import { useFreshness } from "./useFreshness.ts";

/** The pages there are: a column at the left, a bar at the bottom of a phone. */
export function Navigation({ initial }: { initial: Freshness }) {
  const { freshness } = useFreshness(initial);
  const known = freshness.database ? freshness : undefined;
  const nav = useRef<HTMLElement>(null);
  const path = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is current at another path.
  useEffect(() => {
    // A phone's bar is narrower than its pages: the current one must not be out of sight.
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [path]);
  return (
    <nav ref={nav} className={classes.nav} aria-label="Pages">
      <div className={classes.navColumn}>
        <Link href="/" className={classes.brand} aria-label="Linkledger, executive page">
          <Logo />
          Linkledger
        </Link>
        <ul className={classes.navList}>
          <Item href="/" icon={<IconChartBar />} label="Executive" />
          <Item
            href="/endpoints"
            icon={<IconPlugConnected />}
            label="Endpoints"
            count={known?.asOf ? formatCount(known.endpoints) : undefined}
          />
          <Item href="/findings" icon={<IconAlertTriangle />} label="Findings" />
          <Item href="/idle" icon={<IconMoon2 />} label="Idle" />
          <Item href="/slos" icon={<IconTargetArrow />} label="SLOs" />
          <Item href="/quotas" icon={<IconGauge />} label="Quotas" />
          <Item href="/audits" icon={<IconClipboardCheck />} label="Audits" />
          <Item
            href="/collectors"
            icon={<IconRefreshDot />}
            label="Collectors"
            count={known && known.failing > 0 ? <Failing scopes={known.failing} /> : undefined}
          />
          <Item href="/runbooks" icon={<IconBook2 />} label="Runbooks" />
        </ul>
        <ul className={`${classes.navList} ${classes.navEnd}`}>
          <li>
            <a className={classes.navLink} href="/api/v1/openapi.json">
              <IconApi aria-hidden size={16} stroke={1.6} />
              <span>API (OpenAPI)</span>
            </a>
          </li>
        </ul>
      </div>
    </nav>
  );
}

function Item({
  href,
  icon,
  label,
  count,
}: {
  href: string;
  icon: ReactNode;
  label: string;
  count?: ReactNode;
}) {
  const path = usePathname();
  const current = href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
  return (
    <li>
      <Link href={href} className={classes.navLink} aria-current={current ? "page" : undefined}>
        <span className={classes.navIcon} aria-hidden>
          {icon}
        </span>
        <span>{label}</span>
        {count !== undefined && <span className={classes.navCount}>{count}</span>}
      </Link>
    </li>
  );
}

function Failing({ scopes }: { scopes: number }) {
  return (
    <span title={`${formatCountOf(scopes, "scope")} failing`}>
      <StatusMark status="warn" label="failing scopes" size={9} /> {formatCount(scopes)}
    </span>
  );
}
