"use client";

import { useDebouncedValue } from "@mantine/hooks";
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from "@mantine/spotlight";
import { IconBuilding, IconPlugConnected, IconSearch, IconServer, IconUsers } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import type { SearchHit } from "#lib/search/schema.ts";
import { type NamedPage, openGroups } from "./pages.tsx";

const kinds: Record<SearchHit["kind"], { group: string; icon: React.ReactNode }> = {
  endpoint: { group: "Endpoints", icon: <IconPlugConnected size={18} /> },
  account: { group: "Accounts", icon: <IconBuilding size={18} /> },
  service: { group: "Services", icon: <IconServer size={18} /> },
  owner: { group: "Owners", icon: <IconUsers size={18} /> },
};

async function fetchHits(q: string, signal: AbortSignal): Promise<SearchHit[]> {
  const response = await fetch(`/internal/search?${new URLSearchParams({ q })}`, { signal });
  if (!response.ok) throw new Error(`search: HTTP ${response.status}`);
  return ((await response.json()) as { hits: SearchHit[] }).hits;
}

const [store, palette] = createSpotlight();

/** What was typed between the key that opens the palette and the palette. */
export interface Meanwhile {
  text: string;
  entered: boolean;
}

interface PaletteDialogProps {
  closed: readonly string[];
  /** Grows with each time that it is asked for. */
  asked: number;
  meanwhile: Meanwhile;
}

/** The palette: to any endpoint, account, service, owner or page. */
export function PaletteDialog({ closed, asked, meanwhile }: PaletteDialogProps) {
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 120);
  const { data, isError, isFetching } = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => fetchHits(q, signal),
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });
  const settled = typed.trim() === q && !isFetching;
  const hits = q === "" ? [] : (data ?? []);
  const actions = toActions(typed, hits, openGroups(closed).flat(), (href) => router.push(href));
  const awaitFirst = useFirstSelected(actions, settled);
  // biome-ignore lint/correctness/useExhaustiveDependencies: being asked for is what opens it.
  useEffect(() => {
    palette.open();
    if (meanwhile.text === "") return;
    setTyped(meanwhile.text);
    if (meanwhile.entered) awaitFirst();
  }, [asked]);
  const nothing = isError
    ? "The search did not answer. Try again in a moment."
    : settled
      ? `Nothing is called “${typed.trim()}”.`
      : "Searching…";
  return (
    <Spotlight
      store={store}
      query={typed}
      onQueryChange={setTyped}
      actions={actions}
      // The server has chosen and ordered them already.
      filter={(_query, all) => all}
      // The search field of the top bar hears them.
      shortcut={null}
      scrollable
      maxHeight={440}
      nothingFound={nothing}
      title="Search"
      classNames={{ header: "visually-hidden" }}
      searchProps={{
        leftSection: <IconSearch size={18} stroke={1.7} aria-hidden />,
        placeholder: "Endpoint id, account, service, owner or page",
        "aria-label": "Search endpoints, accounts, services, owners and pages",
        onKeyDown: (event) => event.key === "Enter" && !settled && awaitFirst(),
      }}
      transitionProps={{ duration: 80 }}
    />
  );
}

/**
 * Answers arrive after the typing. The first of them is marked, so that Enter opens it; an Enter that comes before
 * the answer waits for it, instead of opening what was found for less text. Returns what to call at such an Enter.
 */
function useFirstSelected(actions: SpotlightActionGroupData[], settled: boolean): () => void {
  const awaited = useRef(false);
  const ids = actions.flatMap((group) => group.actions.map(({ id }) => id)).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the actions shown is what calls for a new mark.
  useEffect(() => {
    const list = document.getElementById(store.getState().listId);
    const first = list?.querySelector<HTMLElement>("[data-action]");
    list?.querySelector("[data-selected]")?.removeAttribute("data-selected");
    if (settled) first?.setAttribute("data-selected", "true");
    store.updateState((state) => ({ ...state, selected: settled && first ? 0 : -1 }));
    if (settled && awaited.current) first?.click();
    if (settled) awaited.current = false;
  }, [ids, settled]);
  return () => {
    awaited.current = true;
  };
}

function toActions(
  typed: string,
  hits: SearchHit[],
  pages: NamedPage[],
  open: (href: string) => void,
): SpotlightActionGroupData[] {
  const wanted = typed.trim().toLowerCase();
  const matching = pages.filter(({ label }) => label.toLowerCase().includes(wanted));
  const groups: SpotlightActionGroupData[] = [];
  const add = (
    group: string,
    id: string,
    label: string,
    detail: string,
    icon: React.ReactNode,
    href: string,
  ) => {
    const known = groups.find((candidate) => candidate.group === group);
    const action = { id, label, description: detail, leftSection: icon, onClick: () => open(href) };
    if (known) known.actions.push(action);
    else groups.push({ group, actions: [action] });
  };
  for (const { kind, label, detail, href } of hits) {
    add(kinds[kind].group, `${kind}:${label}:${detail}`, label, detail, kinds[kind].icon, href);
  }
  for (const { label, detail, href, icon } of matching)
    add("Pages", `page:${href}`, label, detail, icon, href);
  return groups;
}
