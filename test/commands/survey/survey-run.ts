import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { runInProcess } from "../../../integration_tests/bed/in-process.ts";
import { knownCredentials, type Simulator } from "../../../simulator/simulator.ts";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import { axiosNetwork } from "../../../src/pinterest/network/axios-network.ts";
import { FakeClock } from "../../fake-clock.ts";
import { objectOf } from "../../narrow.ts";
import { inFolder } from "../../temporary-folders.ts";
import { noon } from "../../today.ts";
import { type Flip, flipped } from "./flips.ts";

/** The configuration of the simulated account. */
export const config: JsonObject = {
  credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
};

/** A survey's output. */
interface Surveyed {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly report: JsonObject;
  /** The permissions of the report's file. */
  readonly mode: number;
  /** The number of requests to the simulator. */
  readonly requests: number;
  /** By assumption: the outcome, with the reason. */
  readonly found: Readonly<Record<string, string>>;
}

/** Surveys a simulated account, with one assumption turned false. @param args options beyond `--config` and `--report` */
export async function survey(
  simulator: Simulator,
  flip: Flip = {},
  args: readonly string[] = [],
  now = noon,
): Promise<Surveyed> {
  return inFolder(async (folder) => {
    const path = join(folder, "report.json");
    const before = simulator.journal.entries.length;
    const outcome = await runInProcess(
      "survey",
      { config },
      {
        network: (baseUrl) => flipped(axiosNetwork(baseUrl), flip),
        clock: new FakeClock(now),
        environment: { PINTEREST_API_BASE_URL: simulator.url },
        args: ["--report", path, ...args],
      },
    );
    const text = await readFile(path, "utf8").catch(() => "{}");
    const report = objectOf(JSON.parse(text));
    const found = Object.entries(isObject(report.found) ? report.found : {}).map(([id, finding]) => {
      const { outcome: what, because } = objectOf(finding);
      return [id, `${asText(what)}: ${asText(because)}`] as const;
    });
    const { mode } = await stat(path).catch(() => ({ mode: 0 }));
    const requests = simulator.journal.entries.length - before;
    return { ...outcome, report, mode: mode & 0o777, requests, found: Object.fromEntries(found) };
  });
}
