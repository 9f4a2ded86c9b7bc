import type { JournalEntry } from "../simulator/http/journal.ts";
import { knownCredentials } from "../simulator/simulator.ts";
import { extents } from "../simulator/world/scale.ts";
import { streams } from "../src/streams/all.ts";
import { pollOf } from "../src/streams/stream.ts";
import { Bed } from "./bed.ts";

/** A GET that was answered more than once in a run. */
export interface RepeatedRequest {
  readonly operation: string;
  /** Path and query, without the host. */
  readonly request: string;
  /** How many times it was answered after the first. */
  readonly repetitions: number;
}

const config = {
  credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
  search_queries: ["garden", "vintage garden"],
  terms: ["garden", "workout"],
  countries: ["US", "GB"],
  trend_regions: ["US", "GB+IE"],
  columns: ["IMPRESSION_1", "CLICKTHROUGH_1", "SPEND_IN_DOLLAR", "TOTAL_CONVERSIONS"],
};

/** Several pages of what most streams have, and several of everything that others are made of. */
const scale = {
  ...extents.small,
  boards: 5,
  sections: 6,
  pins: 300,
  followers: 300,
  campaigns: 3,
  adGroups: 6,
  ads: 12,
};

/** An account that every stream has something to read of. */
export function openBed(): Promise<Bed> {
  return Bed.open({ seed: 7, scale, config });
}

/** Operations that tell whether a report is there: they are requested until it is. */
const polls: ReadonlySet<string> = new Set(streams.flatMap((stream) => pollOf(stream) ?? []));

/**
 * GETs of a journal that were answered more than once, but for those that the API demands: retries, polls of reports, and
 * downloads, which are no operation of the API (the job of two streams that ask for the same report is one).
 */
export function repeatedRequests(entries: readonly JournalEntry[]): readonly RepeatedRequest[] {
  const answered = new Map<string, { readonly operation: string; count: number }>();
  for (const { method, operation, path, query, status } of entries) {
    const isRetried = status === null || status === 429 || status >= 500;
    if (method !== "GET" || operation === null || isRetried || polls.has(operation) || !path.startsWith("/v5/"))
      continue;
    const values = Object.entries(query).flatMap(([name, each]) => each.map((value) => `${name}=${value}`));
    const request = `${path.slice("/v5".length)}?${values.toSorted().join("&")}`;
    const known = answered.get(request) ?? { operation, count: 0 };
    known.count += 1;
    answered.set(request, known);
  }
  return [...answered]
    .filter(([, { count }]) => count > 1)
    .map(([request, { operation, count }]) => ({ operation, request, repetitions: count - 1 }));
}
