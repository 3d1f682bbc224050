import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { EmptyState } from "#components/ui/States.tsx";

/** Neither side knows of the connection in the address. */
export function ConnectionNotFound() {
  return (
    <EmptyState
      title="No such connection has been seen"
      actions={
        <Link className="figure" href="/endpoints">
          All endpoints
        </Link>
      }
    >
      Neither the endpoint's account nor the service's lists it. Both may be accounts that are not collected,
      or an id may be mistyped.
    </EmptyState>
  );
}
