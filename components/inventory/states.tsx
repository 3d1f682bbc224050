import { type Status, StatusMark } from "#components/ui/StatusMark.tsx";
import { Time } from "#components/ui/Time.tsx";

const statuses: Record<string, Status> = {
  available: "ok",
  active: "ok",
  healthy: "ok",
  verified: "ok",
  pending: "busy",
  provisioning: "busy",
  initial: "busy",
  draining: "busy",
  pendingacceptance: "busy",
  pendingverification: "busy",
  deleting: "busy",
  active_impaired: "warn",
  partial: "warn",
  unhealthy: "bad",
  "unhealthy.draining": "bad",
  rejected: "bad",
  failed: "bad",
  expired: "bad",
  deleted: "none",
  unused: "none",
};

const spellings: Record<string, string> = {
  pendingacceptance: "pending acceptance",
  pendingverification: "pending verification",
  active_impaired: "active, impaired",
};

/** How a state of AWS is drawn; it answers in either case. */
export const stateStatus = (state: string | null): Status =>
  statuses[(state ?? "").toLowerCase()] ?? "unknown";

/** A state as people write it. */
export const stateWords = (state: string | null) =>
  state === null ? "not stated" : (spellings[state.toLowerCase()] ?? state.toLowerCase());

/** A state by shape, colour and word; what is gone or not confirmed lately says so. */
export function StateCell({
  state,
  goneAt,
  stale,
  lastSeen,
}: {
  state: string | null;
  goneAt: string | null;
  stale: boolean;
  lastSeen: string;
}) {
  return (
    <>
      <StatusMark status={goneAt ? "none" : stateStatus(state)} /> {goneAt ? "gone" : stateWords(state)}
      {goneAt && (
        <small>
          since <Time at={goneAt} />
        </small>
      )}
      {!goneAt && stale && (
        <small>
          not confirmed since <Time at={lastSeen} />
        </small>
      )}
    </>
  );
}
