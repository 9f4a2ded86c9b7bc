import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as AxiosNetwork from "../../src/pinterest/network/axios-network.ts";
import type * as InProcess from "../bed/in-process.ts";
import type { Connector } from "../bed/in-process.ts";
import { buildEarlierVersion } from "../reliability/runs/earlier-version.ts";

/** Builds version 0.2.0, which runs in this process. */
export async function openEarlierVersion(): Promise<Connector> {
  const version = "0.2.0";
  const built = await buildEarlierVersion(version);
  const urlOf = (path: string) => pathToFileURL(join(built, path)).href;
  const { now } = Date;
  const { runInProcess }: typeof InProcess = await import(urlOf("integration_tests/bed/in-process.js"));
  const { axiosNetwork }: typeof AxiosNetwork = await import(urlOf("src/pinterest/network/axios-network.js"));
  // The tests' clock of that version would move that of the other tests.
  Date.now = now;
  return {
    version,
    run: (command, files, surroundings) => runInProcess(command, files, { ...surroundings, network: axiosNetwork }),
  };
}
