/**
 * - `fresh`: the last run succeeded, within three intervals.
 * - `overdue`: it succeeded, but longer ago.
 * - `waiting`: never attempted. `skipped`: not asked on purpose.
 */
export const scopeStates = ["failed", "partial", "overdue", "waiting", "skipped", "fresh"] as const;
export type ScopeState = (typeof scopeStates)[number];
