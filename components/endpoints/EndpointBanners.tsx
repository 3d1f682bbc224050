import Link from "next/link";
import { StaleBanner } from "#components/ui/States.tsx";
import { Time } from "#components/ui/Time.tsx";
import type { EndpointDetail, EndpointProvenance } from "#lib/inventory/schema.ts";
import type { ErrorClass } from "#lib/runs/schema.ts";
import classes from "./endpoint.module.css";

/** What the reader must know before believing the page: gone, stale, failed. */
export function EndpointBanners({ endpoint }: { endpoint: EndpointDetail }) {
  const { failureReason, lastErrorCode, lastErrorMessage, goneAt, stale, provenance } = endpoint;
  return (
    <>
      {goneAt !== null && (
        <StaleBanner status="none">
          <strong>This endpoint is gone.</strong> A complete run of{" "}
          {endpoint.accountName ?? endpoint.accountId}, {endpoint.region} no longer found it on{" "}
          <Time at={goneAt} />. The page shows how it was last seen, on <Time at={endpoint.lastSeen} />.
        </StaleBanner>
      )}
      {stale && <StaleReason endpoint={endpoint} provenance={provenance} />}
      {(failureReason || lastErrorCode || lastErrorMessage) && (
        <StaleBanner status="bad">
          <strong>AWS reports a failure{lastErrorCode ? `: ${lastErrorCode}` : ""}.</strong>{" "}
          <span className={classes.wrap}>{[lastErrorMessage, failureReason].filter(Boolean).join(" ")}</span>
        </StaleBanner>
      )}
    </>
  );
}

/** What stands in the way of newer rows, by class of error. */
const errorWords: Record<ErrorClass, string> = {
  throttled: "AWS throttled the calls",
  unavailable: "AWS did not answer properly",
  network: "AWS could not be reached",
  denied: "AWS refused the calls",
  "expired-credentials": "the credentials have expired",
  "region-off": "the region is not enabled for the account",
  absent: "the server does not know the call",
  malformed: "the answer could not be read",
  permanent: "AWS refused the request itself",
  suspended: "the account is closed or suspended",
  budget: "the dollars set for the day are spent",
  interrupted: "the run was interrupted",
  internal: "Linkledger itself made a mistake",
};

function StaleReason({ endpoint, provenance }: { endpoint: EndpointDetail; provenance: EndpointProvenance }) {
  const { outcome, lastSuccess, retiredAt, errorClass, errorCode, errorMessage } = provenance;
  const failed = outcome === "failed" || outcome === "partial";
  return (
    <StaleBanner>
      <strong>
        Not confirmed since {lastSuccess ? <Time at={lastSuccess} /> : <Time at={endpoint.lastSeen} />}.
      </strong>{" "}
      {retiredAt !== null ? (
        <>
          The configuration no longer asks for this account and region since <Time at={retiredAt} />.
        </>
      ) : failed ? (
        <>
          The last run{" "}
          {provenance.lastAttempt && (
            <>
              (<Time at={provenance.lastAttempt} />)
            </>
          )}{" "}
          failed: {errorWords[errorClass as ErrorClass] ?? "the calls failed"}
          {errorCode && (
            <>
              {" "}
              with <span className="mono">{errorCode}</span>
            </>
          )}
          .{errorMessage && <span className={classes.bannerDetail}>{errorMessage}</span>}
        </>
      ) : outcome === null ? (
        <>No run of its account and region has ended yet.</>
      ) : (
        <>The next run is overdue.</>
      )}{" "}
      What the page shows is how it was then.{" "}
      <Link href="/collectors" className="figure">
        See the collectors
      </Link>
    </StaleBanner>
  );
}
