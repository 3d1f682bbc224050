/** Who people are to Linkledger. */
export const roles = ["viewer", "on-call", "auditor", "admin"] as const;
export type Role = (typeof roles)[number];

/** What may be done, and by which roles: the one table. */
export const permissions = {
  /** Pages, API, CSV, search and metrics, within the grant. */
  read: ["viewer", "on-call", "auditor", "admin"],
  /** See and end one's own sessions. */
  account: ["viewer", "on-call", "auditor", "admin"],
  /** Take an alert on, silence, declare maintenance. */
  acknowledge: ["on-call", "admin"],
  /** Say what becomes of something idle. */
  decide: ["on-call", "admin"],
  /** Keep a list under a name, for oneself or for everybody. */
  views: ["on-call", "auditor", "admin"],
  /** Make an audit, attest one. */
  audit: ["auditor", "admin"],
  /** See who did what. */
  activity: ["auditor", "admin"],
  /** See and change how Linkledger is set up: tokens, receivers, checks of accounts. */
  settings: ["admin"],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof permissions;

/** What a permission is called in a sentence that refuses it. */
export const permissionWords: Record<Permission, string> = {
  read: "see the fleet",
  account: "see and end your own sessions",
  acknowledge: "acknowledge and silence alerts",
  decide: "decide about idle resources",
  views: "keep views",
  audit: "make and attest audits",
  activity: "see who did what",
  settings: "see and change settings, tokens and receivers",
};

/** What people change on pages, as `lib/access/routes.ts` asks for it. */
export const acts = ["acknowledge", "fleet acknowledge", "decide", "fleet audit", "fleet settings"] as const;
export type Act = (typeof acts)[number];

/** Whether a role has a permission. */
export function roleMay(role: Role, permission: Permission): boolean {
  return (permissions[permission] as readonly Role[]).includes(role);
}
