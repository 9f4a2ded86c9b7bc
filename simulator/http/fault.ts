import type { Json, JsonObject } from "../../src/json.ts";
import { countFrom, entryOf, integer, object, oneOf, text, yes } from "../readers.ts";

/** What goes wrong with a request, or happens while it is answered. */
export type Fault =
  | StatusFault
  /** The connection is reset before an answer, or in the middle of the body. */
  | { readonly kind: "reset"; readonly when: "before" | "body" }
  /** Nobody listens for so long, and every connection is reset. */
  | { readonly kind: "outage"; readonly milliseconds: number }
  /**
   * The body ends after so many bytes, counted from its end where they are less than none: `broken` though its length
   * was promised, `complete` as if it were all.
   */
  | { readonly kind: "cut"; readonly bytes: number; readonly ending: "broken" | "complete" }
  | { readonly kind: "invalid_json" }
  /** No answer ever. */
  | { readonly kind: "hang" }
  | { readonly kind: "delay"; readonly milliseconds: number }
  /** The body comes in pieces, so many bytes as often. */
  | { readonly kind: "slow"; readonly bytes: number; readonly milliseconds: number }
  /** The body never ends: after half of it come blanks, one as often. */
  | { readonly kind: "endless"; readonly milliseconds: number }
  | { readonly kind: "content"; readonly corruption: BodyCorruption }
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
export type BodyCorruption =
  /** The bookmark of the next page is the one of this page. */
  | { readonly kind: "repeat_bookmark" }
  /** The first so many rows come again at the end of their list. */
  | { readonly kind: "repeat_rows"; readonly count: number }
  /** The first so many rows are missing. */
  | { readonly kind: "miss_rows"; readonly count: number }
  /** Ids, which are texts, are numbers, with all their digits. */
  | { readonly kind: "ids_as_numbers" }
  /** Every row has these fields, whatever it had before. An answer without rows has them itself, unless it is empty. */
  | { readonly kind: "fields"; readonly fields: JsonObject };

/** What happens in the world just before the request is answered, as it then is. */
export type Event =
  /** As `POST /_simulator/change`. */
  | { readonly kind: "change"; readonly change: JsonObject }
  /** As `POST /_simulator/settings`. */
  | { readonly kind: "settings"; readonly settings: JsonObject }
  /**
   * - `expired`: no access token is good any more
   * - `rotated`: no refresh token is: someone else has used it and has its successor
   * - `revoked`: no token of either kind
   */
  | { readonly kind: "tokens"; readonly become: TokenEvent };

export type TokenEvent = "expired" | "rotated" | "revoked";

/** Reads a fault from JSON; throws a RangeError that says what is wrong with it. */
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
  miss_rows: (value, name) => content({ kind: "miss_rows", count: count(value, name) }),
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
