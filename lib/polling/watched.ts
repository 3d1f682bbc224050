/** Ids of endpoints and endpoint services that the configuration's SLOs name anywhere. */
export function idsNamedBy(slos: unknown): Set<string> {
  const ids = new Set<string>();
  const walk = (value: unknown) => {
    if (typeof value === "string")
      for (const [id] of value.matchAll(/vpce-(svc-)?[0-9a-f]{8,}/g)) ids.add(id);
    else if (value && typeof value === "object") Object.values(value).forEach(walk);
  };
  walk(slos);
  return ids;
}
