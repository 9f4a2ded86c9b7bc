import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Missing, pythonWith } from "../../scripts/python-environment.ts";
import { startSimulator } from "../../simulator/simulator.ts";
import { schemaOf } from "../../src/catalog.ts";
import { isObject, type JsonObject } from "../../src/json.ts";
import { packageRoot } from "../../src/package.ts";
import { streams } from "../../src/streams/all.ts";
import { accountOptions, accountReadOptions, accountTime } from "../bed/account.ts";
import { asLoaded, emittedRecords } from "../bed/emitted-records.ts";
import { shiftedClock } from "../bed/program-clock.ts";
import { startPostgreSql } from "./postgresql.ts";

/*
 * Runs Airbyte's own clients against the built program: the standard tests of its Python CDK, and PyAirbyte, which
 * reads every stream into DuckDB and PostgreSQL. Skips what the machine lacks, and says so.
 */

const say = (text: string) => process.stderr.write(`test:clients: ${text}\n`);

/** The number of a stream's records, and the sum of each numeric field. */
function summaryOf(records: readonly JsonObject[], { properties }: JsonObject): JsonObject {
  const fields = Object.entries(isObject(properties) ? properties : {}).flatMap(([name, field]) => {
    const types = isObject(field) && Array.isArray(field.type) ? field.type : [];
    return types.includes("integer") || types.includes("number") ? [name] : [];
  });
  const sumOf = (name: string) =>
    records.reduce((sum, { [name]: value }) => {
      const loaded = asLoaded(value);
      return sum + (typeof loaded === "number" ? loaded : 0);
    }, 0);
  return { count: records.length, sums: Object.fromEntries(fields.map((name) => [name, sumOf(name)])) };
}

async function runClients(python: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "source-pinterest-clients-"));
  const shift = accountTime - Date.now();
  const clock = { now: () => Date.now() + shift };
  const simulator = await startSimulator({ ...accountOptions, clock });
  const changing = await startSimulator({ ...accountOptions, clock });
  const postgreSql = await startPostgreSql();
  if (postgreSql === undefined) say("SKIPPED: PostgreSQL, which is not installed (Debian: apt-get install postgresql)");
  try {
    const expected = await Promise.all(
      streams.map(async (stream) => {
        const records = emittedRecords(simulator, stream.name, accountReadOptions);
        return [stream.name, summaryOf(records, await schemaOf(stream))] as const;
      }),
    );
    const expectedRecords = join(folder, "expected_records.json");
    writeFileSync(expectedRecords, JSON.stringify(Object.fromEntries(expected)));
    const pytest = spawn(python, ["-m", "pytest", ...process.argv.slice(2)], {
      cwd: join(packageRoot, "integration_tests/clients"),
      stdio: "inherit",
      env: {
        ...process.env,
        ...shiftedClock(shift),
        PYTHONPYCACHEPREFIX: join(packageRoot, ".cache/pycache"),
        AIRBYTE_OFFLINE_MODE: "1",
        NO_LIVE_PROGRESS: "1",
        PINTEREST_API_BASE_URL: simulator.url,
        CHANGING_ACCOUNT: changing.url,
        SOURCE_PINTEREST: join(packageRoot, "dist/src/main.js"),
        CONFIG: join(packageRoot, "integration_tests/config.json"),
        EXPECTED_RECORDS: expectedRecords,
        ...(postgreSql === undefined ? {} : { POSTGRESQL: JSON.stringify(postgreSql.connection) }),
      },
    });
    // The caller waits for the servers to stop, too.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => pytest.kill(signal));
    const [code]: unknown[] = await once(pytest, "exit");
    return typeof code === "number" ? code : 1;
  } finally {
    await postgreSql?.close();
    await Promise.all([simulator.close(), changing.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await runClients(pythonWith("integration_tests/clients/requirements.txt").python);
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  say(`SKIPPED: ${error.message}`);
}
