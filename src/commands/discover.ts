import { catalogEntry } from "../catalog.ts";
import { enabledStreams } from "../streams/all.ts";
import type { CommandContext } from "./command.ts";
import { loadConfig } from "./configuration.ts";

/** Says which streams the configuration gives. The API is not asked. */
export async function runDiscover(configPath: string, context: CommandContext): Promise<boolean> {
  const { config } = await loadConfig(configPath, context);
  const offered = enabledStreams(config);
  context.writer.message({ type: "CATALOG", catalog: { streams: await Promise.all(offered.map(catalogEntry)) } });
  return true;
}
