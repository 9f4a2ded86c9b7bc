import { fraction, hash, Random } from "../../random.ts";
import type { Fault } from "./fault.ts";

/** A fault and conditions for injecting it; all must hold. A rule counts only requests of the operation and parameter. */
export interface FaultRule {
  readonly operation?: string;
  /** A query parameter that the request must have. */
  readonly having?: string;
  /** Query parameters of which one must have values joined by commas. */
  readonly joined?: readonly string[];
  /** Texts that the path, the query, or the body must contain. */
  readonly containing?: readonly string[];
  /** The n-th request only. */
  readonly nth?: number;
  /** This and later requests. */
  readonly from?: number;
  /** One in n requests. */
  readonly every?: number;
  /** The probability from 0 to 1. */
  readonly rate?: number;
  /** The share of paths and queries from 0 to 1: the same ones in any order of requests. */
  readonly share?: number;
  readonly seed?: number;
  readonly times?: number;
  /** The number of times per path and query. */
  readonly times_each?: number;
  readonly fault: Fault;
}

interface RuleState extends FaultRule {
  readonly isDue: (n: number) => boolean;
  seen: number;
  injected: number;
  readonly injectedAt: Map<string, number>;
}

/** Fault rules in order of precedence: the first that applies to a request decides. */
export class Faults {
  #rules: readonly RuleState[] = [];
  #injections = new Map<string, number>();

  /** Replaces the rules. */
  set(rules: readonly FaultRule[]): void {
    this.#rules = rules.map((rule) => ({
      ...rule,
      isDue: momentOf(rule),
      seen: 0,
      injected: 0,
      injectedAt: new Map(),
    }));
    this.#injections = new Map();
  }

  clear(): void {
    this.#rules = [];
  }

  /** Injections per operation since the rules were set. */
  get injections(): ReadonlyMap<string, number> {
    return this.#injections;
  }

  /** Returns the fault of a request, if any, and counts the request. */
  next(operation: string | undefined, { pathname, search, searchParams }: URL, body = ""): Fault | undefined {
    const address = pathname + search;
    const content = `${pathname} ${searchParams.toString()} ${body}`;
    let fault: Fault | undefined;
    for (const rule of this.#rules) {
      if (rule.operation !== undefined && rule.operation !== operation) continue;
      if (rule.having !== undefined && !searchParams.has(rule.having)) continue;
      if (rule.joined !== undefined && !hasJoined(searchParams, rule.joined)) continue;
      if (rule.containing?.some((text) => !content.includes(text)) === true) continue;
      if (rule.share !== undefined && fraction(hash(address, rule.seed)) >= rule.share) continue;
      rule.seen += 1;
      const isDue = rule.isDue(rule.seen);
      const injectedAt = rule.injectedAt.get(address) ?? 0;
      const { times = Number.POSITIVE_INFINITY, times_each: timesEach = Number.POSITIVE_INFINITY } = rule;
      if (fault !== undefined || !isDue || rule.injected >= times || injectedAt >= timesEach) continue;
      rule.injected += 1;
      rule.injectedAt.set(address, injectedAt + 1);
      fault = rule.fault;
    }
    if (fault !== undefined && operation !== undefined) {
      this.#injections.set(operation, (this.#injections.get(operation) ?? 0) + 1);
    }
    return fault;
  }
}

function hasJoined(query: URLSearchParams, names: readonly string[]): boolean {
  return names.some((name) => query.getAll(name).some((value) => value.includes(",")));
}

function momentOf({ nth, from = 1, every = 1, rate, seed = 1 }: FaultRule): (n: number) => boolean {
  if (nth !== undefined) return (n) => n === nth;
  if (rate === undefined) return (n) => n >= from && (n - from + 1) % every === 0;
  const random = new Random(seed);
  return (n) => random.chance(rate) && n >= from;
}
