import { ConnectionNotFound } from "#components/connections/ConnectionNotFound.tsx";

export default function NotFound() {
  return <ConnectionNotFound />;
}
