"use client";

import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { SelectField } from "#components/ui/SelectField.tsx";
import type { CollectorsQuery } from "#lib/runs/loaders.ts";
import { type PackedMatrix, unpackMatrix } from "#lib/runs/packedMatrix.ts";
import { outcomes } from "#lib/runs/schema.ts";
import classes from "./collectors.module.css";
import { collectorsHref } from "./href.ts";
import { regionName } from "./words.ts";

export interface RunFiltersProps {
  query: CollectorsQuery;
  collectors: string[];
  /** Has the accounts and regions that there are. */
  matrix: PackedMatrix;
}

/** Narrows the runs; every choice is in the address. */
export function RunFilters({ query, collectors, matrix }: RunFiltersProps) {
  const router = useRouter();
  const { rows, regions } = useMemo(() => unpackMatrix(matrix), [matrix]);
  const accounts = rows.map(({ accountId, accountName }) => ({
    value: accountId,
    label: accountName ? `${accountName} · ${accountId}` : accountId,
  }));
  const change = (next: CollectorsQuery) => router.push(collectorsHref(query, next), { scroll: false });
  const shared = { size: "xs", clearable: true } as const;
  const filtered = query.outcome || query.collector || query.account || query.region;
  return (
    <div className={`${classes.filters} no-print`}>
      <SelectField
        {...shared}
        aria-label="Outcome"
        placeholder="Any outcome"
        w={140}
        data={[...outcomes]}
        value={query.outcome ?? null}
        onChange={(value) => change({ outcome: value ?? undefined })}
      />
      <SelectField
        {...shared}
        aria-label="Collector of the runs"
        placeholder="Any collector"
        w={160}
        data={collectors}
        value={query.collector ?? null}
        onChange={(value) => change({ collector: value ?? undefined })}
      />
      <SelectField
        {...shared}
        aria-label="Account"
        placeholder="Any account"
        w={210}
        searchable
        limit={100}
        nothingFoundMessage="No such account"
        data={accounts}
        value={query.account ?? null}
        onChange={(value) => change({ account: value ?? undefined })}
      />
      <SelectField
        {...shared}
        aria-label="Region"
        placeholder="Any region"
        w={150}
        data={regions.map((region) => ({ value: region, label: regionName(region) }))}
        value={query.region ?? null}
        onChange={(value) => change({ region: value ?? undefined })}
      />
      {filtered && (
        <Button
          variant="subtle"
          size="xs"
          onClick={() =>
            change({ outcome: undefined, collector: undefined, account: undefined, region: undefined })
          }
        >
          Clear
        </Button>
      )}
    </div>
  );
}
