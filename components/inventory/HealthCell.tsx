import { type Status, StatusMark } from "#components/ui/StatusMark.tsx";
import { Unknown } from "#components/ui/Unknown.tsx";
import { formatCount } from "#lib/format/numbers.ts";
import type { ZoneHealth } from "#lib/inventory/providerPageSchema.ts";
import own from "./inventory.module.css";

/** How the health of a zone's targets is drawn: all healthy, some, none. */
export function healthStatus({ healthy, unhealthy }: Pick<ZoneHealth, "healthy" | "unhealthy">): Status {
  if (unhealthy === 0 && healthy > 0) return "ok";
  return healthy > 0 ? "warn" : unhealthy > 0 ? "bad" : "busy";
}

/** Healthy of all targets of a zone. */
export function HealthCell({
  health,
  known,
  served,
}: {
  health: ZoneHealth | null;
  /** False: the health of targets has not been collected. */
  known: boolean;
  /** The load balancer has a node in the zone. */
  served: boolean;
}) {
  if (!known) return <Unknown reason="The health of its targets has not been collected yet.">–</Unknown>;
  if (health === null)
    return (
      <span className={own.health}>
        <StatusMark status={served ? "warn" : "none"} /> {served ? "no targets" : "not there"}
      </span>
    );
  const { healthy, unhealthy, other } = health;
  return (
    <span className={own.health} title={other > 0 ? `${other} neither healthy nor unhealthy` : undefined}>
      <StatusMark status={healthStatus(health)} /> {formatCount(healthy)} of{" "}
      {formatCount(healthy + unhealthy + other)}
    </span>
  );
}
