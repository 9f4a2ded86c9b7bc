import { suggest } from "../base/suggest.ts";
import type { ConfiguredStream } from "../protocol/configured-catalog.ts";
import { ConnectorError } from "../protocol/errors.ts";
import type { Stream } from "../streams/stream.ts";
import { cursorOf } from "../streams/tracking.ts";

/**
 * Returns the streams of `--streams`, in order: from the catalog if given, else incremental if supported.
 * @param names separated by commas
 * @throws ConnectorError (config_error) for an unknown name
 */
export function chooseStreams(
  names: string,
  streams: readonly Stream[],
  catalog: readonly ConfiguredStream[] | undefined,
): readonly ConfiguredStream[] {
  const wanted = [...new Set(names.split(",").map((name) => name.trim()))].filter((name) => name !== "");
  if (wanted.length === 0) throw new ConnectorError("config_error", "--streams names no stream.");
  const available = catalog ?? streams.map(configured);
  const problems = wanted.flatMap((name) => {
    if (available.some(({ descriptor }) => descriptor.name === name)) return [];
    if (catalog !== undefined && streams.some((stream) => stream.name === name))
      return [`The catalog doesn't have the stream ${name}.`];
    const meant = suggest(
      name,
      available.map(({ descriptor }) => descriptor.name),
    );
    return [
      `There is no stream ${name}. ${meant === undefined ? "To list the streams, run discover." : `Did you mean ${meant}?`}`,
    ];
  });
  if (problems.length > 0) throw new ConnectorError("config_error", problems.join(" "));
  return wanted.flatMap((name) => available.filter(({ descriptor }) => descriptor.name === name));
}

function configured(stream: Stream): ConfiguredStream {
  const cursorField = cursorOf(stream);
  const descriptor = { name: stream.name };
  return cursorField === undefined
    ? { descriptor, syncMode: "full_refresh" }
    : { descriptor, syncMode: "incremental", cursorField };
}
