import type { JsonObject } from "../json.ts";
import { Random } from "../random.ts";

/** A failure of one request, or an event during it. */
export interface Fault {
  /** An error in place of the response; `code` is the status by default. */
  readonly status?: number;
  readonly code?: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly html?: true;
  /** Resets the connection before the response, or within the body. */
  readonly reset?: "before" | "body";
  /** Ends the body after some bytes (negative: from the end), with a contradicting content length or without one. */
  readonly cut?: number;
  readonly short?: number;
  readonly invalid_json?: true;
  /** Never responds. */
  readonly hang?: true;
  readonly delay_ms?: number;
  /** Changes the world just before the response, which reflects it. */
  readonly change?: JsonObject;
}

/** Errors of the live API that come now and then. */
export const seenFaults = {
  /** For days within the last 90 days, after some requests in a row; the next one works. */
  spurious_range: { status: 400, code: 1, message: "You can only get data from the last 90 days." },
  /** On the poll of a report. Its status isn't known. */
  still_processing: { status: 400, code: 1105, message: "Your job is still processing" },
} as const satisfies Readonly<Record<string, Fault>>;

/** A fault and conditions for injecting it; all must hold. A rule counts only the requests that `operation` and `when` admit. */
export interface FaultRule {
  readonly operation?: string;
  readonly when?: (url: URL, body: string) => boolean;
  /** The n-th request only. */
  readonly nth?: number;
  /** This and later requests. */
  readonly from?: number;
  /** The probability from 0 to 1. */
  readonly rate?: number;
  readonly seed?: number;
  readonly fault: Fault;
}

interface RuleState extends FaultRule {
  readonly random: Random;
  seen: number;
}

/** Fault rules in order of precedence: the first that applies to a request decides. */
export class Faults {
  #rules: readonly RuleState[] = [];
  /** Operations with an injected fault since the rules were set. */
  readonly injections = new Set<string>();

  /** Replaces the rules. */
  set(rules: readonly FaultRule[]): void {
    this.#rules = rules.map((rule) => ({ ...rule, random: new Random(rule.seed ?? 1), seen: 0 }));
    this.injections.clear();
  }

  clear(): void {
    this.#rules = [];
  }

  /** Returns the fault of a request, if any, and counts the request. */
  next(operation: string | undefined, url: URL, body: string): Fault | undefined {
    let fault: Fault | undefined;
    for (const rule of this.#rules) {
      if (rule.operation !== undefined && rule.operation !== operation) continue;
      if (rule.when?.(url, body) === false) continue;
      rule.seen += 1;
      const { nth = rule.seen, from = 1, rate = 1 } = rule;
      const isDue = rule.random.chance(rate) && rule.seen === nth && rule.seen >= from;
      if (isDue) fault ??= rule.fault;
    }
    if (fault !== undefined && operation !== undefined) this.injections.add(operation);
    return fault;
  }
}
