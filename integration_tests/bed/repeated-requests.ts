import type { JournalEntry } from "../../simulator/http/journal.ts";

/** Operations that are polled until a report is ready. */
const polls: ReadonlySet<string> = new Set([
  "analytics/get_report",
  "analytics/get_mmm_report",
  "analytics/get_conversion_product_report",
  "reports/get",
]);

/**
 * Returns the GETs with several responses in a journal, each as often as it is repeated, except those that the API requires:
 * retries, polls of reports, and downloads, which aren't API operations (streams with the same report share its job).
 */
export function repeatedRequests(entries: readonly JournalEntry[]): readonly string[] {
  const answered = new Set<string>();
  return entries.flatMap(({ method, operation, path, query, status }) => {
    const isRetried = status === null || status === 429 || status >= 500;
    if (method !== "GET" || operation === null || isRetried || polls.has(operation) || !path.startsWith("/v5/"))
      return [];
    const values = Object.entries(query).flatMap(([name, each]) => each.map((value) => `${name}=${value}`));
    const request = `${operation} ${path}?${values.toSorted().join("&")}`;
    if (answered.has(request)) return [request];
    answered.add(request);
    return [];
  });
}
