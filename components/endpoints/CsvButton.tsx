"use client";

import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

/** Downloads every row of a query string's filters, in its order, with every field. */
export function CsvButton({ query, wide }: { query: string; wide?: boolean }) {
  return (
    <Button
      component="a"
      variant="default"
      href={`/api/v1/endpoints.csv?${query}`}
      download
      fullWidth={wide}
      h={wide ? 38 : undefined}
      leftSection={<IconDownload size={15} stroke={1.7} />}
      title="All rows of these filters, in this order, with every field"
    >
      CSV
    </Button>
  );
}
