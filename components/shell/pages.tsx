import {
  IconActivityHeartbeat,
  IconAlertTriangle,
  IconBell,
  IconBook2,
  IconCashBanknote,
  IconChartBar,
  IconClipboardCheck,
  IconCloudNetwork,
  IconGauge,
  IconMoon2,
  IconPlugConnected,
  IconRefreshDot,
  IconRoute,
  IconScale,
  IconSettings,
  IconTargetArrow,
} from "@tabler/icons-react";
import type { ReactNode } from "react";

/** A page that people go to by name. */
export interface NamedPage {
  href: string;
  label: string;
  /** What is found there, for the palette. */
  detail: string;
  icon: ReactNode;
  /** Stands in the bar of a phone; the others are behind its last button. */
  first?: true;
}

/** The pages there are, in groups: who looks, what there is, what is to be said of it, and how it is kept. */
const pageGroups: NamedPage[][] = [
  [
    {
      href: "/",
      label: "Executive",
      detail: "spend, availability, waste",
      icon: <IconChartBar />,
      first: true,
    },
    {
      href: "/on-call",
      label: "On-call",
      detail: "what fails now, at which hop, since when",
      icon: <IconActivityHeartbeat />,
      first: true,
    },
    {
      href: "/alerts",
      label: "Alerts",
      detail: "who is told of what, receivers, silences",
      icon: <IconBell />,
    },
  ],
  [
    {
      href: "/endpoints",
      label: "Endpoints",
      detail: "every endpoint, filter and CSV",
      icon: <IconPlugConnected />,
      first: true,
    },
    {
      href: "/connections",
      label: "Connections",
      detail: "who is connected to our services, and may be",
      icon: <IconRoute />,
    },
    {
      href: "/services",
      label: "Services",
      detail: "endpoint services we provide",
      icon: <IconCloudNetwork />,
    },
    {
      href: "/load-balancers",
      label: "Load balancers",
      detail: "what stands behind the services, zone by zone",
      icon: <IconScale />,
    },
  ],
  [
    {
      href: "/findings",
      label: "Findings",
      detail: "what is broken or will be",
      icon: <IconAlertTriangle />,
      first: true,
    },
    {
      href: "/costs",
      label: "Costs",
      detail: "estimated, billed, unexplained; what if",
      icon: <IconCashBanknote />,
    },
    {
      href: "/idle",
      label: "Idle",
      detail: "what carries nothing, with proof and price",
      icon: <IconMoon2 />,
    },
    { href: "/slos", label: "SLOs", detail: "objectives, budgets, burn rates", icon: <IconTargetArrow /> },
    { href: "/quotas", label: "Quotas", detail: "use, headroom, when they run out", icon: <IconGauge /> },
  ],
  [
    {
      href: "/audits",
      label: "Audits",
      detail: "quarterly snapshots and what changed",
      icon: <IconClipboardCheck />,
    },
    {
      href: "/collectors",
      label: "Collectors",
      detail: "what is collected, what fails",
      icon: <IconRefreshDot />,
    },
    {
      href: "/runbooks",
      label: "Runbooks",
      detail: "what each verdict means, and what to do",
      icon: <IconBook2 />,
    },
    {
      href: "/settings",
      label: "Settings",
      detail: "what is configured, and where that comes from",
      icon: <IconSettings />,
    },
  ],
];

/** The groups without the pages at addresses that would refuse whoever looks. */
export const openGroups = (closed: readonly string[]): NamedPage[][] =>
  pageGroups
    .map((group) => group.filter(({ href }) => !closed.includes(href)))
    .filter((group) => group.length > 0);
