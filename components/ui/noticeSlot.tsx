"use client";

import { type ComponentType, useSyncExternalStore } from "react";

type Container = ComponentType<{ position: "bottom-right" }>;

let container: Container | null = null;
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Gives the page what draws notices; what it is comes with the first that has something to tell. */
export function fillNoticeSlot(given: Container): void {
  if (container === given) return;
  container = given;
  for (const listener of listeners) listener();
}

/** Where notices are drawn. */
export function NoticeSlot() {
  const Container = useSyncExternalStore(
    subscribe,
    () => container,
    () => null,
  );
  return Container && <Container position="bottom-right" />;
}
