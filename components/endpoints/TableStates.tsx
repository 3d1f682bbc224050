"use client";

import { Button } from "@mantine/core";
import Link from "next/link";
import { EmptyState, ErrorState, StaleBanner } from "#components/ui/States.tsx";
import type { Problem } from "#lib/api/problem.ts";
import { formatCount } from "#lib/format/numbers.ts";
import type { EndpointFacets, FacetField } from "#lib/inventory/endpointTableSchema.ts";
import { type Chip, chipsOf, type FilterChipsProps } from "./FilterChips.tsx";
import { ProblemError } from "./fetchJson.ts";
import { activeFilterCount, noFilters, type TableState } from "./tableState.ts";

const isUnreachable = (error: Error | null) => error !== null && !(error instanceof ProblemError);

/** Rows are on screen, but newer or further ones could not be had. */
export function LoadProblem({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  return (
    <StaleBanner>
      {isUnreachable(error)
        ? "Linkledger cannot be reached. The rows below are the last that arrived."
        : `The rows could not be renewed: ${error?.message ?? "unknown reason"}`}{" "}
      <Button variant="subtle" size="compact-sm" onClick={onRetry}>
        Try again
      </Button>
    </StaleBanner>
  );
}

/** The request itself is wrong, or nothing could be read. */
export function RequestProblem({
  problem,
  error,
  onRetry,
}: {
  problem: Problem | null;
  error: Error | null;
  onRetry: () => void;
}) {
  const status = error instanceof ProblemError ? error.status : problem?.status;
  const detail = isUnreachable(error) ? "Linkledger cannot be reached." : (error?.message ?? problem?.detail);
  if (status === 400)
    return (
      <ErrorState
        title="This address asks for something the table does not have"
        actions={
          <Button component={Link} href="/endpoints" variant="default">
            Show all endpoints
          </Button>
        }
      >
        {detail}
      </ErrorState>
    );
  return (
    <ErrorState
      title="The endpoints could not be read"
      actions={
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {detail}
    </ErrorState>
  );
}

/** How many endpoints there would be without a filter, where the counts say it exactly. */
export function countWithout(
  chip: Chip,
  state: TableState,
  facets: EndpointFacets | undefined,
): number | null {
  const [field] = Object.keys(chip.without) as (keyof TableState)[];
  const values = field && facets?.[field as FacetField];
  // An endpoint is in several zones, so that counts per zone do not add up to endpoints.
  if (!values || field === "azIds") return null;
  if (field === undefined || (state[field] as string[]).length !== 1) return null;
  return values.reduce((sum, { count }) => sum + count, 0);
}

/** No row: either nothing has been collected, or the filters leave nothing. */
export function NoEndpoints({ state, facets, asOf, onChange }: FilterChipsProps & { asOf: string | null }) {
  if (activeFilterCount(state) === 0)
    return (
      <EmptyState
        title={asOf === null ? "No endpoint has been collected yet" : "There are no endpoints"}
        actions={
          <Button component={Link} href="/collectors" variant="default">
            See the collectors
          </Button>
        }
      >
        {asOf === null
          ? "The first run of the collectors fills this table. They say how far they are, and what stops them."
          : "Every account and region that was collected has none."}
      </EmptyState>
    );
  const chips = chipsOf(state, facets);
  return (
    <EmptyState
      title="No endpoint matches all of these filters"
      actions={
        <>
          {chips.length > 1 &&
            chips.map((chip) => {
              const count = countWithout(chip, state, facets);
              if (count === 0) return null;
              return (
                <Button key={chip.key} variant="default" onClick={() => onChange(chip.without)}>
                  Without {chip.title.toLowerCase()} {chip.value.slice(0, 40)}
                  {count !== null && `: ${formatCount(count)}`}
                </Button>
              );
            })}
          <Button variant="default" onClick={() => onChange(noFilters)}>
            Clear all filters
          </Button>
        </>
      }
    >
      {chips.length > 1 ? "Take one away to see more." : "Nothing that was collected has it."}
    </EmptyState>
  );
}
