import { suggest } from "../base/suggest.ts";
import type { Config } from "../config/config.ts";
import type { ConfiguredStream } from "../protocol/configured-catalog.ts";
import { ConnectorError } from "../protocol/errors.ts";
import type { SyncMode } from "../protocol/messages.ts";
import type { Stream } from "../streams/stream.ts";

/**
 * Returns a configured stream and its sync mode.
 * @param stream the stream of that name; undefined: unknown
 * @param names the names of all streams
 * @throws ConnectorError (config_error) if the stream can't be read with this catalog and configuration
 */
export function resolveStream(
  { descriptor: { name }, syncMode }: ConfiguredStream,
  stream: Stream | undefined,
  config: Config,
  names: Iterable<string>,
): { readonly stream: Stream; readonly mode: SyncMode } {
  const invalid = (message: string) => new ConnectorError("config_error", message);
  if (stream === undefined) {
    const suggestion = suggest(name, [...names]);
    throw invalid(
      `Stream ${name} doesn't exist.${suggestion === undefined ? "" : ` Did you mean ${suggestion}?`} Refresh the source schema, and remove the stream from the connection.`,
    );
  }
  if (stream.configError !== undefined) throw invalid(stream.configError);
  const missing = stream.requiredSettings?.find(({ isGiven }) => !isGiven(config));
  if (missing !== undefined) {
    throw invalid(
      `Stream ${name} requires ${config.names.of([missing.setting])}. Set it in ${config.names.place}, or deselect the stream.`,
    );
  }
  if (typeof syncMode !== "string") {
    throw invalid(
      `Stream ${name}: the sync_mode in the catalog must be "full_refresh" or "incremental", not "${syncMode.unknown}".`,
    );
  }
  return { stream, mode: syncMode };
}
