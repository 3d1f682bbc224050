import type { CheckId, Command, Fix, Hop, Role, Severity } from "#lib/diagnosis/schema.ts";
import type { Placeholder } from "./placeholders.ts";

/** What a person writes about a verdict. Commands and fix are the check's own (template/commands.ts). */
export interface RunbookWords {
  /** What the client, or whoever pays, sees. */
  looksLike: string;
  /** What is behind it. */
  why: string;
  /** What keeps it from coming back, each a thing to do. */
  prevent: readonly string[];
}

/** Whose side acts. */
export type Side = Fix["owner"];

/** What is the same for every runbook of a hop. */
export interface HopWords {
  title: string;
  /** One sentence: what happens at this hop. */
  about: string;
  /** Who owns this hop, and what the other sides can see of it. */
  ownership: string;
}

/** A step of the incident checklist. */
export interface ChecklistStep {
  id: "dns" | "state" | "flow-logs" | "audit-log" | "support";
  title: string;
  why: string;
  /** With placeholders; empty where there is nothing to run. */
  commands: readonly string[];
}

/** A runbook as a page shows it. */
export interface Runbook extends RunbookWords {
  id: CheckId;
  hop: Hop;
  title: string;
  role: Role;
  severity: Severity;
  source: string;
  confirm: readonly Command[];
  fix: Fix;
  /** In the order in which they first appear. */
  placeholders: readonly Placeholder[];
}
