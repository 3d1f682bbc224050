"use client";

import { Button } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";

export function PrintButton() {
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconPrinter size={15} stroke={1.6} />}
      onClick={() => window.print()}
    >
      Print
    </Button>
  );
}
