import type { Metadata } from "next";
import Link from "next/link";
import { EmptyState } from "#components/ui/States.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <EmptyState
      title="There is nothing at this address"
      actions={
        <>
          <Link className="figure" href="/">
            Executive page
          </Link>
          <Link className="figure" href="/endpoints">
            All endpoints
          </Link>
        </>
      }
    >
      <p>
        The page does not exist, or the thing it showed has never been seen. The search at the top finds
        endpoints, accounts and services.
      </p>
    </EmptyState>
  );
}
