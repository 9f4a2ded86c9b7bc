import type { JournalEntry } from "../simulator/http/journal.ts";
import { knownCredentials } from "../simulator/simulator.ts";
import { extents } from "../simulator/world/scale.ts";
import { streams } from "../src/streams/all.ts";
import { pollOf } from "../src/streams/stream.ts";
import { Bed } from "./bed/bed.ts";

/** A GET with several responses in one run. */
export interface RepeatedRequest {
  readonly operation: string;
  /** Path and query, without the host. */
  readonly request: string;
  /** Number of responses after the first. */
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

/** Several pages of most streams and of all parents. */
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

/** An account with records in every stream. */
export function openBed(): Promise<Bed> {
  return Bed.open({ seed: 7, scale, config });
}

/** Operations that are polled until a report is ready. */
const polls: ReadonlySet<string> = new Set(streams.flatMap((stream) => pollOf(stream) ?? []));

/**
 * Returns repeated GETs of a journal, except those that the API requires: retries, polls of reports, and downloads,
 * which aren't API operations (streams with the same report share its job).
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
