import { PageSkeleton } from "#components/ui/PageSkeleton.tsx";

export default function Loading() {
  return <PageSkeleton />;
}
