import { isObject, type Json, type JsonObject } from "../../src/json.ts";

/** What goes wrong with a request. */
export type Fault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly code: number;
      readonly message: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly html: boolean;
    }
  /** The connection is reset before an answer, or in the middle of the body. */
  | { readonly kind: "reset"; readonly when: "before" | "body" }
  /** The body ends after so many bytes though its length was promised. */
  | { readonly kind: "cut"; readonly bytes: number }
  | { readonly kind: "invalid_json" }
  /** No answer ever. */
  | { readonly kind: "hang" }
  | { readonly kind: "delay"; readonly milliseconds: number }
  /** Nothing goes wrong, but the world changes before the request is answered. */
  | { readonly kind: "change"; readonly change: JsonObject };

interface Rule {
  readonly operation: string | undefined;
  readonly nth: number | undefined;
  readonly every: number | undefined;
  readonly times: number;
  readonly fault: Fault;
  seen: number;
  fired: number;
}

/** Rules for faults, matched in order: the first that applies to a request decides what becomes of it. */
export class Faults {
  #rules: Rule[] = [];

  /** Replaces the rules by those of a JSON array; throws a RangeError that says what is wrong with it. */
  set(rules: Json): void {
    if (!Array.isArray(rules)) throw new RangeError("The rules are not a list");
    this.#rules = rules.map(readRule);
  }

  clear(): void {
    this.#rules = [];
  }

  /** The fault of the next request of an operation. */
  next(operation: string | undefined): Fault | undefined {
    let fault: Fault | undefined;
    for (const rule of this.#rules) {
      if (rule.operation !== undefined && rule.operation !== operation) continue;
      rule.seen += 1;
      const due = rule.nth === undefined ? rule.seen % (rule.every ?? 1) === 0 : rule.seen === rule.nth;
      if (fault !== undefined || !due || rule.fired >= rule.times) continue;
      rule.fired += 1;
      fault = rule.fault;
    }
    return fault;
  }
}

function readRule(rule: Json): Rule {
  if (!isObject(rule)) throw new RangeError("A rule is not an object");
  for (const name of Object.keys(rule)) {
    if (!["operation", "nth", "every", "times", "fault"].includes(name))
      throw new RangeError(`Unknown ${name} in a rule`);
  }
  if (!isObject(rule.fault)) throw new RangeError("A rule has no fault");
  return {
    operation: text(rule, "operation"),
    nth: count(rule, "nth"),
    every: count(rule, "every"),
    times: count(rule, "times") ?? Number.POSITIVE_INFINITY,
    fault: readFault(rule.fault),
    seen: 0,
    fired: 0,
  };
}

function readFault(fault: JsonObject): Fault {
  const status = count(fault, "status");
  if (status !== undefined) {
    const headers = Object.entries(isObject(fault.headers) ? fault.headers : {});
    return {
      kind: "status",
      status,
      code: typeof fault.code === "number" ? fault.code : status,
      message: text(fault, "message") ?? "Something went wrong on our end. Sorry about that.",
      headers: Object.fromEntries(
        headers.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
      ),
      html: fault.html === true,
    };
  }
  if (fault.reset === "before" || fault.reset === "body") return { kind: "reset", when: fault.reset };
  if (typeof fault.cut === "number") return { kind: "cut", bytes: fault.cut };
  if (fault.invalid_json === true) return { kind: "invalid_json" };
  if (fault.hang === true) return { kind: "hang" };
  if (typeof fault.delay_ms === "number") return { kind: "delay", milliseconds: fault.delay_ms };
  if (isObject(fault.change)) return { kind: "change", change: fault.change };
  throw new RangeError(`Unknown fault ${JSON.stringify(fault)}`);
}

function text(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  if (value !== undefined && typeof value !== "string") throw new RangeError(`${name} is not a text`);
  return value;
}

function count(object: JsonObject, name: string): number | undefined {
  const value = object[name];
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1) {
    throw new RangeError(`${name} is not a count`);
  }
  return value;
}
