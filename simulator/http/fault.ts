import { isObject, type Json, type JsonObject } from "../../src/json.ts";

/** What goes wrong with a request, or happens while it is answered. */
export type Fault =
  | StatusFault
  /** The connection is reset before an answer, or in the middle of the body. */
  | { readonly kind: "reset"; readonly when: "before" | "body" }
  /** Nobody listens for so long, and every connection is reset. */
  | { readonly kind: "outage"; readonly milliseconds: number }
  /**
   * The body ends after so many bytes, counted from its end where they are less than none: `broken` though its length
   * was promised, `whole` as if it were all.
   */
  | { readonly kind: "cut"; readonly bytes: number; readonly ending: "broken" | "whole" }
  | { readonly kind: "invalid_json" }
  /** No answer ever. */
  | { readonly kind: "hang" }
  | { readonly kind: "delay"; readonly milliseconds: number }
  /** The body comes in pieces, so many bytes as often. */
  | { readonly kind: "slow"; readonly bytes: number; readonly milliseconds: number }
  /** The body never ends: after half of it come blanks, one as often. */
  | { readonly kind: "endless"; readonly milliseconds: number }
  | { readonly kind: "content"; readonly damage: Damage }
  | { readonly kind: "event"; readonly event: Event };

/** An error in place of the answer. */
export interface StatusFault {
  readonly kind: "status";
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly html: boolean;
}

/** How the content of an answer, which stays JSON, is not what it should be. */
export type Damage =
  /** The bookmark of the next page is the one of this page. */
  | { readonly is: "repeat_bookmark" }
  /** The first so many rows come again at the end of their list. */
  | { readonly is: "repeat_rows"; readonly count: number }
  /** The first so many rows are missing. */
  | { readonly is: "miss_rows"; readonly count: number }
  /** Ids, which are texts, are numbers, with all their digits. */
  | { readonly is: "ids_as_numbers" }
  /** Every row has these fields, whatever it had before. An answer without rows has them itself. */
  | { readonly is: "fields"; readonly fields: JsonObject };

/** What happens in the world just before the request is answered, as it then is. */
export type Event =
  /** As `POST /_simulator/change`. */
  | { readonly is: "change"; readonly change: JsonObject }
  /** As `POST /_simulator/settings`. */
  | { readonly is: "settings"; readonly settings: JsonObject }
  /**
   * - `expired`: no access token is good any more
   * - `rotated`: no refresh token is: someone else has used it and has its successor
   * - `revoked`: no token of either kind
   */
  | { readonly is: "tokens"; readonly become: TokenEvent };

export type TokenEvent = "expired" | "rotated" | "revoked";

/** Reads a fault from JSON; throws a RangeError that says what is wrong with it. */
export function readFault(fault: JsonObject): Fault {
  const names = Object.keys(fault);
  const kind = names.includes("status") ? "status" : names[0];
  const read = kind === undefined || !Object.hasOwn(readers, kind) ? undefined : readers[kind];
  if (read === undefined || (kind !== "status" && names.length > 1)) {
    throw new RangeError(`Unknown fault ${JSON.stringify(fault)}`);
  }
  return read(fault, kind ?? "");
}

const content = (damage: Damage): Fault => ({ kind: "content", damage });
const event = (what: Event): Fault => ({ kind: "event", event: what });

const readers: Readonly<Record<string, (fault: JsonObject, name: string) => Fault>> = {
  status: readStatus,
  reset: (fault, name) => ({ kind: "reset", when: oneOf(fault, name, ["before", "body"]) }),
  refuse_ms: (fault, name) => ({ kind: "outage", milliseconds: count(fault, name) }),
  cut: (fault, name) => ({ kind: "cut", bytes: whole(fault, name), ending: "broken" }),
  short: (fault, name) => ({ kind: "cut", bytes: whole(fault, name), ending: "whole" }),
  invalid_json: (fault, name) => yes(fault, name, { kind: "invalid_json" }),
  hang: (fault, name) => yes(fault, name, { kind: "hang" }),
  delay_ms: (fault, name) => ({ kind: "delay", milliseconds: count(fault, name) }),
  slow: (fault, name) => {
    const pace = objectAt(fault, name);
    return { kind: "slow", bytes: count(pace, "bytes"), milliseconds: count(pace, "ms") };
  },
  endless_ms: (fault, name) => ({ kind: "endless", milliseconds: count(fault, name) }),
  repeat_bookmark: (fault, name) => yes(fault, name, content({ is: "repeat_bookmark" })),
  repeat_rows: (fault, name) => content({ is: "repeat_rows", count: count(fault, name) }),
  miss_rows: (fault, name) => content({ is: "miss_rows", count: count(fault, name) }),
  ids_as_numbers: (fault, name) => yes(fault, name, content({ is: "ids_as_numbers" })),
  fields: (fault, name) => content({ is: "fields", fields: objectAt(fault, name) }),
  change: (fault, name) => event({ is: "change", change: objectAt(fault, name) }),
  settings: (fault, name) => event({ is: "settings", settings: objectAt(fault, name) }),
  tokens: (fault, name) => event({ is: "tokens", become: oneOf(fault, name, ["expired", "rotated", "revoked"]) }),
};

function readStatus(fault: JsonObject): StatusFault {
  const { headers = {}, code, html, message, ...rest } = fault;
  const status = count(fault, "status");
  if (Object.keys(rest).length > 1) throw new RangeError(`Unknown fault ${JSON.stringify(fault)}`);
  if (!isObject(headers)) throw new RangeError("headers is not an object");
  if (message !== undefined && typeof message !== "string") throw new RangeError("message is not a text");
  return {
    kind: "status",
    status,
    code: typeof code === "number" ? code : status,
    message: message ?? "Something went wrong on our end. Sorry about that.",
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
    ),
    html: html === true,
  };
}

/** A whole number that is at least 1. */
export function count(object: JsonObject, name: string): number {
  const value = whole(object, name);
  if (value < 1) throw new RangeError(`${name} is not a count`);
  return value;
}

function whole(object: JsonObject, name: string): number {
  const value = object[name];
  if (typeof value !== "number" || !Number.isInteger(value)) throw new RangeError(`${name} is not a whole number`);
  return value;
}

function yes(object: JsonObject, name: string, fault: Fault): Fault {
  if (object[name] !== true) throw new RangeError(`${name} is not true`);
  return fault;
}

function objectAt(object: JsonObject, name: string): JsonObject {
  const value: Json | undefined = object[name];
  if (!isObject(value)) throw new RangeError(`${name} is not an object`);
  return value;
}

function oneOf<Value extends string>(object: JsonObject, name: string, values: readonly Value[]): Value {
  const value = values.find((one) => one === object[name]);
  if (value === undefined) throw new RangeError(`${name} is none of ${values.join(", ")}`);
  return value;
}
