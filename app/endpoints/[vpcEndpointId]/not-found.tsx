import { EndpointNotFound } from "#components/endpoints/EndpointNotFound.tsx";

export default function NotFound() {
  return <EndpointNotFound />;
}
