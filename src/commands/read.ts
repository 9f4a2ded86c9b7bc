import { schemaOf } from "../catalog.ts";
import { parseConfiguredCatalog } from "../protocol/configured-catalog.ts";
import { readJsonFile } from "../protocol/files.ts";
import { parseInputState } from "../protocol/input-state.ts";
import { streamsOf } from "../streams/all.ts";
import { readStreams } from "../sync/read-streams.ts";
import type { CommandContext } from "./command.ts";
import { loadConfig } from "./configuration.ts";
import { connect } from "./connect.ts";

/** The paths of the files that a read is told of. */
export interface ReadFiles {
  readonly config: string;
  readonly catalog: string;
  readonly state: string | undefined;
}

/** Reads the configured streams. Resolves to whether all of them are complete. */
export async function runRead({ config, catalog, state }: ReadFiles, context: CommandContext): Promise<boolean> {
  const { writer, clock, random, signal, environment } = context;
  const loaded = await loadConfig(config, context);
  const configured = parseConfiguredCatalog(await readJsonFile(catalog, "catalog"));
  const states = parseInputState(state === undefined ? undefined : await readJsonFile(state, "state"));
  const { transport, download } = await context.network(loaded.config.baseUrl);
  writer.log("INFO", "Starting syncing");
  const complete = await readStreams(
    {
      config: loaded.config,
      client: connect(loaded, transport, context),
      download,
      writer,
      clock,
      random,
      signal,
      streams: streamsOf(loaded.config),
      schemaOf,
      job: environment.WORKER_JOB_ID || undefined,
    },
    configured,
    states,
  );
  writer.log("INFO", complete ? "Finished syncing" : "Finished syncing; not every stream is complete");
  return complete;
}
