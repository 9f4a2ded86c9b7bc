import { asText, type JsonObject } from "../../src/base/json.ts";
import { analyticsStreams } from "../../src/streams/organic/analytics.ts";
import { organicStreams } from "../../src/streams/organic/organic.ts";
import { searchStreams } from "../../src/streams/organic/search.ts";

const names = new Set([...organicStreams, ...searchStreams, ...analyticsStreams].map(({ name }) => name));

/** Returns the discovered streams other than advertising. */
export function organicOf(streams: readonly JsonObject[]): readonly JsonObject[] {
  return streams.filter(({ name }) => names.has(asText(name)));
}
