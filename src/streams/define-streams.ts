import type { Config } from "../config/config.ts";
import { ofAdAccount } from "./parents.ts";
import { childPartitionsOf } from "./partitions.ts";
import type { Dimension, Partitions, Stream } from "./stream.ts";

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

/** Returns what follows from the settings of dimensions: they are required, and the user named their values. */
export function settingsOf(dimensions: readonly Dimension[]): Pick<Stream, "requiredSettings" | "named"> {
  const given = dimensions.flatMap(({ parameter, setting, values }) => {
    // Settings don't depend on the date.
    const valuesIn = (config: Config) => values({ config, today: "" }).flat().map(String);
    return setting === undefined ? [] : [{ parameter, setting, valuesIn }];
  });
  if (given.length === 0) return {};
  return {
    requiredSettings: given.map(({ setting, valuesIn }) => ({
      setting,
      isGiven: (config) => valuesIn(config).length > 0,
    })),
    named: (config) =>
      given.map(({ parameter, setting, valuesIn }) => ({ parameter, setting: [setting], values: valuesIn(config) })),
  };
}

function streamFrom(usual: Partitions, { partitions = usual, ...definition }: Definition): Stream {
  const sources = childPartitionsOf({ partitions });
  const dimensions = (sources.length === 0 ? [partitions] : sources).flatMap((kind) =>
    "each" in kind ? (kind.each ?? []) : [],
  );
  // A batch has several IDs, so its records must have their own.
  const bound = sources.flatMap((kind) =>
    Object.keys(kind.parent.bind).filter((name) => kind.of !== "batches" || name !== kind.batch.parameter),
  );
  const parameters = [...bound, ...dimensions.map(({ parameter }) => parameter)];
  return {
    rows: "items",
    reading: { by: "list" },
    fromRequest: Object.fromEntries(parameters.map((name) => [name, name])),
    ...settingsOf(dimensions),
    ...definition,
    partitions,
  };
}
