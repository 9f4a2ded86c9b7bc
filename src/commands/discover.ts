import { enabledStreams } from "../streams/all.ts";
import { catalogEntry } from "./catalog.ts";
import type { CommandContext } from "./command-line/command.ts";
import { loadConfig } from "./configuration.ts";

/** Writes the catalog of the enabled streams, without requests to the API. */
export async function runDiscover(configPath: string, context: CommandContext): Promise<boolean> {
  const { config } = await loadConfig(configPath, context);
  const offered = enabledStreams(config);
  context.writer.message({ type: "CATALOG", catalog: { streams: await Promise.all(offered.map(catalogEntry)) } });
  return true;
}
