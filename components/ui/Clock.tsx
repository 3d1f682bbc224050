"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";

interface ClockValue {
  /** The server's time, running on in the browser; the same in both at first render. */
  now: Date;
  /** IANA name of the zone that times are shown in. */
  timeZone: string;
  /** Sets the clock by a newer answer of the server. */
  adjust: (serverNow: string) => void;
}

const ClockContext = createContext<ClockValue | undefined>(undefined);
const tickMs = 15_000;

/** Time as the server has it: ages do not depend on how the reader's computer is set. */
export function ClockProvider({
  now,
  timeZone,
  children,
}: {
  now: string;
  timeZone: string;
  children: ReactNode;
}) {
  const [time, setTime] = useState(() => ({ server: Date.parse(now), elapsed: 0 }));
  useEffect(() => {
    const start = performance.now();
    const timer = setInterval(() => {
      setTime(({ server }) => ({ server, elapsed: performance.now() - start }));
    }, tickMs);
    return () => clearInterval(timer);
  }, []);
  const adjust = useCallback((serverNow: string) => {
    setTime(({ elapsed }) => ({ server: Date.parse(serverNow) - elapsed, elapsed }));
  }, []);
  const value = useMemo(
    () => ({ now: new Date(time.server + time.elapsed), timeZone, adjust }),
    [time, timeZone, adjust],
  );
  return <ClockContext value={value}>{children}</ClockContext>;
}

/** The clock of the page. Throws outside of ClockProvider. */
export function useClock(): ClockValue {
  const value = useContext(ClockContext);
  if (!value) throw new Error("useClock needs a ClockProvider above it");
  return value;
}
