import Link from "next/link";
import { EmptyState } from "#components/ui/States.tsx";

export default function NotFound() {
  return (
    <EmptyState
      title="There is no runbook of that name"
      actions={
        <Link className="figure" href="/runbooks">
          All runbooks
        </Link>
      }
    >
      <p>Runbooks are named after the checks of the diagnosis; this is none of them.</p>
    </EmptyState>
  );
}
