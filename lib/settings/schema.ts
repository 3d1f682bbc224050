import type { AccountChecks } from "../onboarding/checkSchema.ts";
import type { Onboarding } from "../onboarding/snippets.ts";
import type { ScopeState } from "../runs/scopeStates.ts";

/** Where a value comes from. */
export type Origin =
  | { kind: "file"; line: number | null }
  | { kind: "environment"; variable: string }
  | { kind: "default" };

/** One setting as people read it. A secret is never part of it. */
export interface Setting {
  name: string;
  value: string;
  origin: Origin;
  /** What it does, where its name does not say. */
  note: string | null;
}

export interface SettingGroup {
  title: string;
  settings: Setting[];
}

/** An account that is collected, or was. */
export interface AccountState {
  accountId: string;
  name: string | null;
  /** organizations, configuration, or null before it has been listed. */
  source: string | null;
  status: string | null;
  gone: boolean;
  regions: string[];
  scopes: number;
  fresh: number;
  /** The worst state of its scopes. */
  state: ScopeState;
  lastSuccessAt: string | null;
  /** What fails there, and what to do about it; null where nothing does. */
  problem: { summary: string; fix: string } | null;
}

/** What the settings page shows. */
export interface SettingsPage {
  now: string;
  version: string;
  /** The configuration's file; `problem` says what is wrong with it. */
  file: { path: string; exists: boolean; problem: string | null };
  groups: SettingGroup[];
  database: {
    embedded: boolean;
    /** Host, port and name, without user and password. */
    place: string;
    server: string;
    bytes: number;
    tables: { table: string; bytes: number }[];
  };
  retention: { what: string; days: number }[];
  accounts: AccountState[];
  /** As of when their states are, ISO 8601. */
  accountsAsOf: string;
  /** More accounts than are shown. */
  moreAccounts: number;
  checks: AccountChecks;
  /** What another account's role is made with. */
  onboarding: Onboarding;
}
