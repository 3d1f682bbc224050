/** `role/session` by its session: who it was, not what they wore. */
export const shortActor = (actor: string): string => actor.split("/").at(-1) ?? actor;
