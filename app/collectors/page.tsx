import { PageHeader } from "#components/ui/PageHeader.tsx";

export default function CollectorsPage() {
  return <PageHeader title="Collectors" />;
}
