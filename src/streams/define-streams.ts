import { ofAdAccount } from "./parents.ts";
import { childPartitionsOf } from "./partitions.ts";
import type { Partitions, Stream } from "./stream.ts";

/** A stream without the members that have a default. */
type Definition = Omit<Stream, "rows" | "partitions" | "reading"> &
  Partial<Pick<Stream, "rows" | "partitions" | "reading">>;

/**
 * Returns the streams of the account. By default, a stream is a list without an incremental mode, has the rows `items` and one
 * partition, and fills its fields that are named like parameters of its partitions from the request.
 */
export function accountStreams(definitions: readonly Definition[]): readonly Stream[] {
  return definitions.map((definition) => streamFrom({ of: "single" }, definition));
}

/** Returns the streams of ad accounts, with the same defaults, but one partition per ad account. */
export function adAccountStreams(definitions: readonly Definition[]): readonly Stream[] {
  return definitions.map((definition) => streamFrom(ofAdAccount, definition));
}

function streamFrom(usual: Partitions, { partitions = usual, ...definition }: Definition): Stream {
  const sources = childPartitionsOf({ partitions });
  const dimensions = [partitions, ...sources].flatMap((kind) => ("each" in kind ? (kind.each ?? []) : []));
  const bound = sources.flatMap(({ parent }) => Object.keys(parent.bind));
  const parameters = [...bound, ...dimensions.map(({ parameter }) => parameter)];
  const fromRequest = Object.fromEntries(parameters.map((name) => [name, name]));
  return { rows: "items", reading: { by: "list" }, fromRequest, ...definition, partitions };
}
