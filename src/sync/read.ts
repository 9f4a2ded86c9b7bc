import type { JsonObject } from "../base/json.ts";
import type { ConfiguredStream } from "../protocol/configured-catalog.ts";
import type { ReadDependencies } from "./context.ts";
import { ReadSummary } from "./output/read-summary.ts";
import { Run } from "./run.ts";

/**
 * Reads the configured streams concurrently and writes their messages. A stream that fails writes an ERROR trace and
 * ends INCOMPLETE; the others continue.
 * @param summary counts what the streams do
 * @returns whether all streams are complete
 */
export async function readStreams(
  dependencies: ReadDependencies,
  configured: readonly ConfiguredStream[],
  states: ReadonlyMap<string, JsonObject>,
  summary = new ReadSummary(),
): Promise<boolean> {
  const run = new Run(dependencies, configured, summary);
  const outcomes: Promise<void>[] = [];
  for await (const part of run.parts(configured, states)) {
    const outcome = run.read(part);
    outcomes.push(outcome);
    // The first response reveals the limits. Under a daily quota, each stream waits for the streams before it.
    await Promise.race([outcome, dependencies.client.firstResponse]);
    if (dependencies.client.hasQuota) await outcome;
  }
  await Promise.all(outcomes);
  if (run.isBegun) {
    const counts = `${run.complete} of ${configured.length} streams are complete`;
    dependencies.writer.log("INFO", `${counts}: ${String(summary)}`);
  }
  return run.complete === configured.length;
}
