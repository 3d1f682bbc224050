"use client";

import { type UseQueryStatesKeysMap, type UseQueryStatesOptions, useQueryStates } from "nuqs";
import { createLoader, type ParserMap } from "nuqs/server";
import { useEffect, useRef } from "react";

/**
 * State that lives in the address, of which each change is a step that the browser's Back takes again.
 *
 * Who goes back before the step was drawn would stay with what the step showed: the framework then goes from the old
 * address to the old address, which is no change, while the state has already taken the step. So whatever way one comes
 * back, what differs from the address follows it.
 */
export function useAddressStates<Parsers extends UseQueryStatesKeysMap & ParserMap>(
  parsers: Parsers,
  options?: Partial<UseQueryStatesOptions<Parsers>>,
) {
  const states = useQueryStates(parsers, { history: "push", shallow: true, ...options });
  const latest = useRef(states);
  latest.current = states;
  useEffect(() => {
    const loadState = createLoader(parsers);
    const { pathname } = window.location;
    const follow = () => {
      if (window.location.pathname !== pathname) return;
      const [state, change] = latest.current;
      const address: Record<string, unknown> = loadState(new URLSearchParams(window.location.search));
      const differing = Object.entries(address).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(state[name]),
      );
      if (differing.length === 0) return;
      const { href } = window.location;
      void change(Object.fromEntries(differing) as never, { history: "replace" }).then((written) => {
        // The library writes the same state in an order of its own; the address is to stay as it was.
        const { location, history } = window;
        const stillThere =
          location.pathname === pathname &&
          new URLSearchParams(location.search).toString() === written.toString();
        if (stillThere) history.replaceState(null, "", href);
      });
    };
    // After the listeners of the router and of the library, which drop what they had not written yet.
    const afterOthers = () => setTimeout(follow, 0);
    window.addEventListener("popstate", afterOthers);
    return () => window.removeEventListener("popstate", afterOthers);
  }, [parsers]);
  return states;
}
