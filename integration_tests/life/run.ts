import type { JournalEntry } from "../../simulator/http/journal.ts";
import type { Simulation } from "../../simulator/simulation.ts";
import type { DateRange } from "../../src/base/dates.ts";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import type { Written } from "./destination.ts";

/** A request that failed for good in a run, and the IDs that it names. */
export interface Failure {
  readonly operation: string;
  readonly status: number | null;
  readonly ids: ReadonlySet<string>;
  /** The dates that it is about. */
  readonly dates: DateRange | undefined;
}

/** Returns the dates in the query or body of a request. */
export function datesIn(request: string): DateRange | undefined {
  const [from, through] = ["start_date", "end_date"].map(
    (name) => new RegExp(`\\b${name}\\b[":=[]+([\\d-]{10})`, "u").exec(request)?.[1],
  );
  return from === undefined || through === undefined ? undefined : { from, through };
}

/** What is known of a run from outside. */
export interface Run {
  readonly index: number;
  readonly begin: number;
  readonly end: number;
  readonly isInterrupted: boolean;
  readonly ends: ReadonlyMap<string, string>;
  /** When each stream ended, by the clock of the account. */
  readonly ended: ReadonlyMap<string, number>;
  readonly failures: readonly Failure[];
  /** Whether Trial access allows no more requests on this day. */
  readonly isQuotaUsed: boolean;
  /** The number of requests for a board or Pin by its ID. */
  readonly asked: number;
  /** Texts of warnings and errors. */
  readonly warnings: string;
  readonly errors: readonly JsonObject[];
  /** The IDs in rows that responses omitted. */
  readonly omitted: ReadonlySet<string>;
  /** By stream: keys of records that say nothing new. */
  readonly repeated: ReadonlyMap<string, readonly string[]>;
  readonly written: readonly Written[];
}

/** Returns when streams ended, by the connector's clock. */
export function endTimesIn(messages: readonly JsonObject[]): ReadonlyMap<string, number> {
  return new Map(
    messages.flatMap(({ trace }) => {
      const { stream_status: status, emitted_at: time } = isObject(trace) ? trace : {};
      const about = isObject(status) ? status.stream_descriptor : undefined;
      return isObject(about) ? [[asText(about.name), Number(time)] as const] : [];
    }),
  );
}

/** Returns whether a request is for one board or Pin by its ID. */
export const asksForOne = ({ operation }: Pick<JournalEntry, "operation">) =>
  operation === "pins/get" || operation === "boards/get";

/** Returns the requests whose last response was no success, nor that a board or Pin is gone. @param isSpoiled whether one is of no use, whatever its status */
export function failuresIn(
  { journal, world }: Simulation,
  isSpoiled: (of: JournalEntry) => boolean,
): readonly Failure[] {
  const isThere = (path: string) => {
    const [id = ""] = path.split("/").slice(-1);
    return world.accounts.some((account) => account.pin(id) !== undefined || account.board(id) !== undefined);
  };
  const last = new Map<string, Failure | undefined>();
  for (const entry of journal.entries) {
    const { method, operation, path, query, body } = entry;
    const status = isSpoiled(entry) ? null : entry.status;
    const isGone = status === 404 && asksForOne(entry) && !isThere(path);
    const isGood = isGone || (status !== null && status < 400);
    const named = [
      ...path.split("/"),
      ...Object.values(query)
        .flat()
        .flatMap((value) => value.split(",")),
    ];
    const isBasis = operation === "user_account/get" || operation === "ad_accounts/get";
    const ids = new Set(isBasis ? [] : named.filter((text) => /^\d{6,}$/u.test(text)));
    const request = `${method} ${path} ${JSON.stringify(query)} ${JSON.stringify(body)}`;
    last.set(request, isGood ? undefined : { operation: operation ?? "", status, ids, dates: datesIn(request) });
  }
  return [...last.values()].flatMap((failure) => failure ?? []);
}
