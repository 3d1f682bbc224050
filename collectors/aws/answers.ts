import { createHash, hash } from "node:crypto";
import type { RunPart } from "#lib/runs/schema.ts";
import type { CallContext } from "./clients.ts";
import type { ApiFamily } from "./pace.ts";
import { eachLimited } from "./pages.ts";

/** A command as far as it can be made again. */
export interface Asked {
  family: ApiFamily;
  Command: new (input: object) => unknown;
  input: object;
}

/** A call of a run and what was answered. */
export interface AnsweredCall extends Asked {
  digest: string;
}

/** The calls of a scope's last complete run, and what that run found without writing it down anywhere else. */
export interface RememberedRun {
  /** Digest of the rows that came of the answers; the scope's own must still be the same. */
  contentDigest: string;
  calls: AnsweredCall[];
  resources: number;
  parts: RunPart[];
}

/** Name of a call among those of its run. */
function callKey({ family, Command, input }: Asked): string {
  return `${family} ${Command.name} ${JSON.stringify(input)}`;
}

const opening = /<[rR]equestId>/;
const closing = /<\/[rR]equestId>/;

/** Digest of an answer's body but for the request's id, which no two answers share. */
export function digestBody(body: Uint8Array): string {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const id = requestIdOf(bytes);
  return id
    ? createHash("sha1").update(bytes.subarray(0, id.from)).update(bytes.subarray(id.to)).digest("hex")
    : hash("sha1", bytes);
}

/** EC2 puts the id at the start of an answer and ELB at its end; a search of the whole would also find a tag. */
function requestIdOf(bytes: Buffer): { from: number; to: number } | undefined {
  const head = Math.min(bytes.length, 400);
  const tail = Math.max(head, bytes.length - 400);
  for (const [start, end] of [
    [0, head],
    [tail, bytes.length],
  ] as const) {
    const text = bytes.toString("latin1", start, end);
    const from = opening.exec(text);
    const to = closing.exec(text);
    if (from && to) return { from: start + from.index, to: start + to.index };
  }
  return undefined;
}

/** True for a call that goes on from a page before: its token may be another one next time. */
function isLaterPage(input: object): boolean {
  const { NextToken, Marker } = input as { NextToken?: string; Marker?: string };
  return NextToken !== undefined || Marker !== undefined;
}

const mostCalls = 300_000;

/**
 * What the scopes of this process were answered last. A cycle in which nothing has changed then needs no answer read:
 * the same calls with the same bytes make the same rows. Costs some 300 bytes a call; the scopes that have waited
 * longest are forgotten first.
 */
export class AnswerMemory {
  readonly #runs = new Map<string, RememberedRun>();
  #calls = 0;

  /** The run before, when the scope still holds what came of it. */
  recall(scope: string, contentDigest: string | null): RememberedRun | undefined {
    const run = this.#runs.get(scope);
    if (run && run.contentDigest !== contentDigest) this.forget(scope);
    return run?.contentDigest === contentDigest ? run : undefined;
  }

  keep(scope: string, run: RememberedRun): void {
    this.forget(scope);
    if (run.calls.some(({ input }) => isLaterPage(input))) return;
    this.#runs.set(scope, run);
    this.#calls += run.calls.length;
    for (const oldest of this.#runs.keys()) {
      if (this.#calls <= mostCalls) break;
      this.forget(oldest);
    }
  }

  forget(scope: string): void {
    this.#calls -= this.#runs.get(scope)?.calls.length ?? 0;
    this.#runs.delete(scope);
  }
}

/** A body that the SDK takes for an answer without fields. */
export const nothing = new Uint8Array();

// A run's own calls are four at a time in places and one at a time in others.
const replayedAtOnce = 4;

/** The answers of one run: those it records, and those that came before it asked. */
export class RunAnswers {
  #recorded: AnsweredCall[] | undefined;
  readonly #early = new Map<string, Promise<Uint8Array>>();

  record(): AnsweredCall[] {
    this.#recorded = [];
    return this.#recorded;
  }

  /** Gives a call the answer that is there already, and has its own noted. Throws what the early call threw. */
  async prepare(asked: Asked, call: CallContext): Promise<void> {
    if (this.#recorded) {
      const entry: AnsweredCall = { ...asked, digest: "" };
      this.#recorded.push(entry);
      call.read = (body) => {
        entry.digest = digestBody(body);
        return body;
      };
    }
    const key = this.#early.size > 0 ? callKey(asked) : "";
    const early = this.#early.get(key);
    if (early) {
      this.#early.delete(key);
      call.given = await early;
    }
  }

  /** Asks again, until an answer differs; what was answered by then is kept for `prepare`. */
  async same(calls: AnsweredCall[], ask: (asked: Asked) => Promise<Uint8Array>): Promise<boolean> {
    let same = true;
    await eachLimited(calls, replayedAtOnce, async ({ digest, ...asked }) => {
      if (!same) return;
      const body = ask(asked);
      this.#early.set(callKey(asked), body);
      const found = await body.then(digestBody, () => undefined);
      same &&= found === digest;
    });
    if (same) this.#early.clear();
    return same;
  }
}
