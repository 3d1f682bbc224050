import type { SloPage } from "#lib/slo/pageLoaders.ts";

/** As of and source of everything on the page of an objective. */
export const sloProvenance = ({ slo }: SloPage, source: string) => ({
  asOf: slo.asOf,
  source,
  href: "/collectors",
});
