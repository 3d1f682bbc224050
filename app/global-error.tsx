"use client";

/** The last resort, when even the shell failed: no styles, no library, nothing that could fail again. */
export default function GlobalError({ retry }: { retry: () => void }) {
  return (
    <html lang="en">
      <body
        style={{
          fontFamily: "system-ui, sans-serif",
          margin: "15vh auto",
          maxWidth: "34em",
          padding: "0 1em",
        }}
      >
        <title>Something failed · Linkledger</title>
        <h1 style={{ fontSize: "1.3em" }}>Linkledger could not be shown</h1>
        <p>
          Something failed inside Linkledger. Collected data is not affected; the log of the app has the
          details.
        </p>
        <button type="button" onClick={() => retry()}>
          Try again
        </button>
      </body>
    </html>
  );
}
