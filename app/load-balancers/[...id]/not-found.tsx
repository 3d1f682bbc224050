import { NotSeen } from "#components/inventory/NotSeen.tsx";

export default function NotFound() {
  return <NotSeen what="load balancer" list="/load-balancers" />;
}
