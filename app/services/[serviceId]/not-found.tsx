import { NotSeen } from "#components/inventory/NotSeen.tsx";

export default function NotFound() {
  return <NotSeen what="service" list="/services" />;
}
