import { DataLink as Link } from "#components/ui/DataLink.tsx";
import { EmptyState } from "#components/ui/States.tsx";

/** No run has ever seen the id of the address: what that can mean, and where to go on. */
export function NotSeen({ what, list }: { what: string; list: string }) {
  return (
    <EmptyState
      title={`No such ${what} has been seen`}
      actions={
        <>
          <Link className="figure" href={`${list}?gone=any`}>
            All {what}s
          </Link>
          <Link className="figure" href="/collectors">
            What is collected
          </Link>
        </>
      }
    >
      It may be in an account or region that is not collected, may have been created after the last run, or
      the id may be mistyped. What was deleted keeps its page.
    </EmptyState>
  );
}
