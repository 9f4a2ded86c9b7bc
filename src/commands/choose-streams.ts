import type { JsonObject } from "../base/json.ts";
import { suggest } from "../base/text/suggest.ts";
import type { Config } from "../config/config.ts";
import type { ProfileObserver } from "../profiles/profile-stream.ts";
import { type ConfiguredStream, parseConfiguredCatalog } from "../protocol/configured-catalog.ts";
import { ConnectorError } from "../protocol/errors.ts";
import { parseInputState } from "../protocol/input-state.ts";
import { readMessagesFile } from "../protocol/messages-file.ts";
import { enabledStreams, streamsOf } from "../streams/all.ts";
import type { Stream } from "../streams/stream.ts";
import { cursorOf } from "../streams/tracking.ts";
import type { OptionValues } from "./command-line/option-values.ts";

/** What to read, and where each stream resumes. */
export interface ReadRequest {
  readonly configured: readonly ConfiguredStream[];
  /** The states by name of the stream. */
  readonly states: ReadonlyMap<string, JsonObject>;
  readonly profileObserver?: ProfileObserver;
}

/**
 * Returns the read that `--catalog`, `--streams`, and `--state` describe. Without catalog and streams: all enabled streams.
 * @throws ConnectorError (config_error) for an unknown name or an invalid file
 */
export async function readRequestOf(options: OptionValues, config: Config): Promise<ReadRequest> {
  const path = options.text("catalog");
  const catalog = path === undefined ? undefined : parseConfiguredCatalog(await readMessagesFile(path, "catalog"));
  const names = options.text("streams");
  const enabled = enabledStreams(config).map(({ name }) => name);
  const configured =
    names === undefined && catalog !== undefined
      ? catalog
      : chooseStreams(names ?? enabled.join(), streamsOf(config), catalog);
  const state = options.text("state");
  const states = parseInputState(state === undefined ? undefined : await readMessagesFile(state, "state"));
  return { configured, states };
}

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
