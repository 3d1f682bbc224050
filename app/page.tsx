import { PageHeader } from "#components/ui/PageHeader.tsx";

export default function ExecutivePage() {
  return <PageHeader title="Executive" />;
}
