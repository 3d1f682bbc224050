"use client";

import { Button } from "@mantine/core";
import Link from "next/link";
import { useParams } from "next/navigation";
import { EmptyState } from "#components/ui/States.tsx";
import { endpointsHref } from "./tableState.ts";

/** No run has ever seen the id of the address: what that can mean, and where to go on. */
export function EndpointNotFound() {
  const { vpcEndpointId } = useParams<{ vpcEndpointId: string }>();
  const id = readable(vpcEndpointId);
  return (
    <EmptyState
      title={
        <>
          No endpoint <span className="mono">{id}</span> has been seen
        </>
      }
      actions={
        <>
          <Button
            component={Link}
            href={endpointsHref({ q: id.slice(0, 24), gone: "any" })}
            variant="default"
          >
            Search for it
          </Button>
          <Button component={Link} href="/endpoints" variant="default">
            All endpoints
          </Button>
          <Button component={Link} href="/collectors" variant="default">
            What is collected
          </Button>
        </>
      }
    >
      It may be in an account or region that is not collected, may have been created after the last run, or
      the id may be mistyped. Endpoints that were deleted keep their page.
    </EmptyState>
  );
}

function readable(id: string): string {
  try {
    return decodeURIComponent(id).slice(0, 80);
  } catch {
    return id.slice(0, 80);
  }
}
