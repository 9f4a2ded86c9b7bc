import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as AxiosNetwork from "../../src/pinterest/network/axios-network.ts";
import type * as InProcess from "../bed/in-process.ts";
import type { Connector } from "../bed/in-process.ts";
import { buildEarlierVersion } from "../reliability/runs/earlier-version.ts";

/** A version from the Git history, which runs in this process. */
export interface EarlierConnector extends Connector {
  /** Deletes the build. */
  readonly remove: () => Promise<void>;
}

/** Builds version 0.2.0. */
export async function openEarlierVersion(): Promise<EarlierConnector> {
  const program = await buildEarlierVersion("0.2.0", ["integration_tests/bed/in-process.ts"]);
  const urlOf = (path: string) => pathToFileURL(join(program.built, path)).href;
  const { now } = Date;
  const { runInProcess }: typeof InProcess = await import(urlOf("integration_tests/bed/in-process.js"));
  const { axiosNetwork }: typeof AxiosNetwork = await import(urlOf("src/pinterest/network/axios-network.js"));
  // The tests' clock of that version would move that of the other tests.
  Date.now = now;
  return {
    version: program.version,
    run: (command, files, surroundings) => runInProcess(command, files, { ...surroundings, network: axiosNetwork }),
    remove: program.remove,
  };
}
