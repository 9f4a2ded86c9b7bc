import type { Config } from "../config/config.ts";
import type { ConfiguredStream } from "../protocol/configured-catalog.ts";
import { ConnectorError } from "../protocol/errors.ts";
import type { SyncMode } from "../protocol/messages.ts";
import type { Stream } from "../streams/stream.ts";

/**
 * Returns the stream that a configured catalog means, and how it is to be read.
 * @param stream the stream of that name; undefined: there is none
 * @throws ConnectorError (config_error) when the stream cannot be read with this catalog and configuration
 */
export function resolveStream(
  { descriptor: { name }, syncMode }: ConfiguredStream,
  stream: Stream | undefined,
  config: Config,
): { readonly stream: Stream; readonly mode: SyncMode } {
  const invalid = (message: string) => new ConnectorError("config_error", message);
  if (stream === undefined) {
    throw invalid(
      `The configured catalog names the stream "${name}", which this source does not have. Refresh the source's schema and remove the stream from the connection.`,
    );
  }
  if (stream.configError !== undefined) throw invalid(stream.configError);
  const missing = stream.requiredSettings?.find(({ isGiven }) => !isGiven(config));
  if (missing !== undefined) {
    throw invalid(
      `The stream "${name}" needs "${missing.setting}", which the configuration leaves out. Give it, or remove the stream from the connection.`,
    );
  }
  if (typeof syncMode !== "string") {
    throw invalid(
      `The configured catalog's sync_mode of the stream "${name}" must be "full_refresh" or "incremental", not "${syncMode.unknown}".`,
    );
  }
  return { stream, mode: syncMode };
}
