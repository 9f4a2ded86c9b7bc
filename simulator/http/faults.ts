import { isObject, type Json, type JsonObject } from "../../src/json.ts";
import { Random } from "../random.ts";
import { countFrom, text } from "../readers.ts";
import { type Fault, readFault } from "./fault.ts";

/** Conditions for injecting a fault; all must hold. A rule counts only matching requests. */
interface Rule {
  readonly operation: string | undefined;
  /** A query parameter that the request must have. */
  readonly having: string | undefined;
  /** Whether the rule applies to its n-th matching request. */
  readonly isDue: (n: number) => boolean;
  readonly times: number;
  readonly timesEach: number;
  readonly fault: Fault;
  seen: number;
  injected: number;
  /** Injections per path and query. */
  readonly injectedAt: Map<string, number>;
}

/** Fault rules in order of precedence: the first that applies to a request decides. */
export class Faults {
  #rules: readonly Rule[] = [];
  #injections = new Map<string, number>();

  /** Replaces the rules by those of a JSON array. @throws RangeError if a rule is invalid */
  set(rules: Json): void {
    if (!Array.isArray(rules)) throw new RangeError("The rules are not an array");
    this.#rules = rules.map(readRule);
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
  next(operation: string | undefined, { pathname, search, searchParams }: URL): Fault | undefined {
    const address = pathname + search;
    let fault: Fault | undefined;
    for (const rule of this.#rules) {
      if (rule.operation !== undefined && rule.operation !== operation) continue;
      if (rule.having !== undefined && !searchParams.has(rule.having)) continue;
      rule.seen += 1;
      const isDue = rule.isDue(rule.seen);
      const injectedAt = rule.injectedAt.get(address) ?? 0;
      if (fault !== undefined || !isDue || rule.injected >= rule.times || injectedAt >= rule.timesEach) continue;
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

const known = ["operation", "having", "nth", "from", "every", "rate", "seed", "times", "times_each", "fault"];

function readRule(rule: Json): Rule {
  if (!isObject(rule)) throw new RangeError("A rule is not an object");
  for (const name of Object.keys(rule)) {
    if (!known.includes(name)) throw new RangeError(`Unknown ${name} in a rule`);
  }
  if (!isObject(rule.fault)) throw new RangeError("A rule has no fault");
  return {
    operation: optionalText(rule, "operation"),
    having: optionalText(rule, "having"),
    isDue: readMoment(rule),
    times: optional(rule, "times") ?? Number.POSITIVE_INFINITY,
    timesEach: optional(rule, "times_each") ?? Number.POSITIVE_INFINITY,
    fault: readFault(rule.fault),
    seen: 0,
    injected: 0,
    injectedAt: new Map(),
  };
}

/** Reads the condition `nth` (one request), `from` (it and later ones), `every` (one in n), or `rate` (probability). */
function readMoment(rule: JsonObject): (n: number) => boolean {
  const nth = optional(rule, "nth");
  if (nth !== undefined) return (n) => n === nth;
  const from = optional(rule, "from") ?? 1;
  const { rate } = rule;
  if (rate !== undefined) {
    if (typeof rate !== "number" || !(rate >= 0 && rate <= 1)) throw new RangeError("rate is not from 0 to 1");
    const random = new Random(optional(rule, "seed") ?? 1);
    return (n) => random.chance(rate) && n >= from;
  }
  const every = optional(rule, "every") ?? 1;
  return (n) => n >= from && (n - from + 1) % every === 0;
}

function optional(rule: JsonObject, name: string): number | undefined {
  return rule[name] === undefined ? undefined : countFrom(1)(rule[name], name);
}

function optionalText(rule: JsonObject, name: string): string | undefined {
  return rule[name] === undefined ? undefined : text(rule[name], name);
}
