import type { Json, JsonObject } from "../../src/json.ts";
import { countFrom, entryOf, integer, object, oneOf, text, yes } from "../readers.ts";

/** A failure of one request, or an event during it. */
export type Fault =
  | StatusFault
  /** Resets the connection before the response, or within the body. */
  | { readonly kind: "reset"; readonly when: "before" | "body" }
  /** Resets every connection and refuses new ones. */
  | { readonly kind: "outage"; readonly milliseconds: number }
  /** Ends the body after `bytes` (negative: from the end), with a contradicting content length or without one. */
  | { readonly kind: "cut"; readonly bytes: number; readonly ending: "broken" | "complete" }
  | { readonly kind: "invalid_json" }
  /** Never responds. */
  | { readonly kind: "hang" }
  | { readonly kind: "delay"; readonly milliseconds: number }
  /** Sends the body in chunks of `bytes`, one per interval. */
  | { readonly kind: "slow"; readonly bytes: number; readonly milliseconds: number }
  /** Sends half of the body, then one space per interval without end. */
  | { readonly kind: "endless"; readonly milliseconds: number }
  | { readonly kind: "content"; readonly corruption: BodyCorruption }
  | { readonly kind: "event"; readonly event: Event };

/** An error in place of the response. */
export interface StatusFault {
  readonly kind: "status";
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly html: boolean;
}

/** A corruption of the response body that leaves it valid JSON. */
export type BodyCorruption =
  /** Returns the bookmark of the request as the next one. */
  | { readonly kind: "repeat_bookmark" }
  /** Repeats the first `count` rows at the end of their list. */
  | { readonly kind: "repeat_rows"; readonly count: number }
  /** Removes the first `count` rows. */
  | { readonly kind: "drop_rows"; readonly count: number }
  /** Converts ID strings to numbers with all digits. */
  | { readonly kind: "ids_as_numbers" }
  /** Overwrites these fields in every row, or in a non-empty response without rows. */
  | { readonly kind: "fields"; readonly fields: JsonObject };

/** An event just before the response, which reflects it. */
export type Event =
  /** Equivalent of `POST /_simulator/change`. */
  | { readonly kind: "change"; readonly change: JsonObject }
  /** Equivalent of `POST /_simulator/settings`. */
  | { readonly kind: "settings"; readonly settings: JsonObject }
  /**
   * - `expired`: all access tokens are invalid
   * - `rotated`: all refresh tokens are invalid, as after a refresh by another client
   * - `revoked`: both
   */
  | { readonly kind: "tokens"; readonly become: TokenEvent };

export type TokenEvent = "expired" | "rotated" | "revoked";

/** Reads a fault from JSON. @throws RangeError if the fault is invalid */
export function readFault(fault: JsonObject): Fault {
  const names = Object.keys(fault);
  const name = names.includes("status") ? "status" : (names[0] ?? "");
  if (name !== "status" && names.length > 1) throw new RangeError(`Unknown fault ${JSON.stringify(fault)}`);
  return entryOf(readers, name, "fault")(fault[name], name, fault);
}

const content = (corruption: BodyCorruption): Fault => ({ kind: "content", corruption });
const event = (what: Event): Fault => ({ kind: "event", event: what });
const count = countFrom(1);

const readers: Readonly<Record<string, (value: Json | undefined, name: string, fault: JsonObject) => Fault>> = {
  status: (_, __, fault) => readStatus(fault),
  reset: (value, name) => ({ kind: "reset", when: oneOf("before", "body")(value, name) }),
  refuse_ms: (value, name) => ({ kind: "outage", milliseconds: count(value, name) }),
  cut: (value, name) => ({ kind: "cut", bytes: integer(value, name), ending: "broken" }),
  short: (value, name) => ({ kind: "cut", bytes: integer(value, name), ending: "complete" }),
  invalid_json: (value, name) => yes(value, name) && { kind: "invalid_json" },
  hang: (value, name) => yes(value, name) && { kind: "hang" },
  delay_ms: (value, name) => ({ kind: "delay", milliseconds: count(value, name) }),
  slow: (value, name) => {
    const { bytes, ms } = object(value, name);
    return { kind: "slow", bytes: count(bytes, "bytes"), milliseconds: count(ms, "ms") };
  },
  endless_ms: (value, name) => ({ kind: "endless", milliseconds: count(value, name) }),
  repeat_bookmark: (value, name) => yes(value, name) && content({ kind: "repeat_bookmark" }),
  repeat_rows: (value, name) => content({ kind: "repeat_rows", count: count(value, name) }),
  drop_rows: (value, name) => content({ kind: "drop_rows", count: count(value, name) }),
  ids_as_numbers: (value, name) => yes(value, name) && content({ kind: "ids_as_numbers" }),
  fields: (value, name) => content({ kind: "fields", fields: object(value, name) }),
  change: (value, name) => event({ kind: "change", change: object(value, name) }),
  settings: (value, name) => event({ kind: "settings", settings: object(value, name) }),
  tokens: (value, name) => event({ kind: "tokens", become: oneOf("expired", "rotated", "revoked")(value, name) }),
};

function readStatus(fault: JsonObject): StatusFault {
  const {
    status,
    headers = {},
    code,
    html,
    message = "Something went wrong on our end. Sorry about that.",
    ...rest
  } = fault;
  if (Object.keys(rest).length > 0) throw new RangeError(`Unknown fault ${JSON.stringify(fault)}`);
  return {
    kind: "status",
    status: count(status, "status"),
    code: typeof code === "number" ? code : count(status, "status"),
    message: text(message, "message"),
    headers: Object.fromEntries(
      Object.entries(object(headers, "headers")).map(([name, value]) => [
        name,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    ),
    html: html === true,
  };
}
