import { StaleBanner } from "#components/ui/States.tsx";
import { Time } from "#components/ui/Time.tsx";
import { compareSides, sideStates } from "#lib/inventory/connection/compute.ts";
import type { ConnectionPage } from "#lib/inventory/connection/pageSchema.ts";

/** What the reader must know before believing the page: gone, out of date, told differently by the two sides. */
export function ConnectionBanners({ page }: { page: ConnectionPage }) {
  const { connection, consumer } = page;
  const gone = connection ? connection.goneAt : (consumer?.goneAt ?? null);
  if (gone)
    return (
      <StaleBanner status="none">
        <strong>This connection is gone</strong> since <Time at={gone} />. The page shows how it was last
        seen.
      </StaleBanner>
    );
  const sides = compareSides(...sideStates(page));
  return (
    <>
      {(consumer?.stale || connection?.stale) && (
        <StaleBanner>
          <strong>Not confirmed lately.</strong>{" "}
          {[
            consumer?.stale && "the consumer's account has not been read since its last success",
            connection?.stale && "the provider's connections have not been read since their last success",
          ]
            .filter(Boolean)
            .join("; ")}
          : what the page shows of it is how it was then.
        </StaleBanner>
      )}
      {sides.kind !== "agree" && (
        <StaleBanner status={sides.kind === "unseen" ? "unknown" : "warn"}>
          <strong>
            {sides.kind === "unseen" ? "Seen from one side only." : "The two sides do not agree."}
          </strong>{" "}
          {sides.sentence}
        </StaleBanner>
      )}
    </>
  );
}
