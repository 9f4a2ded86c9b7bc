import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { readSchemas } from "../../docs/source/pages/pages.ts";
import { streamsWithTimeNumbers } from "../../docs/source/pages/time-numbers.ts";
import { Missing, pythonWith } from "../../scripts/python-environment.ts";
import { type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { isObject, type JsonObject } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import { ahead } from "../../test/today.ts";
import { accountOptions, accountReadOptions, accountTime } from "../bed/account.ts";
import { asLoaded, emittedRecords } from "../bed/emitted-records.ts";
import { shiftedClock } from "../bed/program-clock.ts";
import { startPostgreSql } from "./postgresql.ts";

/*
 * Runs Airbyte's own clients against the built program: the standard tests of its Python CDK on several days, and
 * PyAirbyte, which reads every stream into DuckDB and PostgreSQL. Skips what the machine lacks, and says so.
 *
 * CONNECTOR_IMAGE names an image, which CONTAINER_TOOL runs: then only the CDK's tests of images run. Arguments go to
 * pytest.
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

/** Days on which the files of the acceptance tests hold: in the week of their start date, in a lull, and at a year's end. */
const days = ["2026-11-23", "2026-11-26", "2026-12-02", "2026-12-31", "2027-01-01"];

/**
 * Runs pytest against a simulator and returns the exit code.
 * @param shift offset of the simulator's clock from this machine's, in milliseconds
 */
type Pytest = (
  simulator: Simulator,
  shift: number,
  args: readonly string[],
  environment?: Readonly<Record<string, string>>,
) => Promise<number>;

function pytestOf(python: string): Pytest {
  return async ({ url }, shift, args, environment = {}) => {
    const pytest = spawn(python, ["-m", "pytest", ...args, ...process.argv.slice(2)], {
      cwd: join(packageRoot, "integration_tests/clients"),
      stdio: "inherit",
      env: {
        ...process.env,
        ...shiftedClock(shift),
        PYTHONPYCACHEPREFIX: join(packageRoot, ".cache/pycache"),
        AIRBYTE_OFFLINE_MODE: "1",
        NO_LIVE_PROGRESS: "1",
        PINTEREST_API_BASE_URL: url,
        SOURCE_PINTEREST: join(packageRoot, "dist/src/main.js"),
        CONFIG: join(packageRoot, "integration_tests/config.json"),
        ...environment,
      },
    });
    // The caller waits for the servers to stop, too.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => pytest.kill(signal));
    const [code]: unknown[] = await once(pytest, "exit");
    return typeof code === "number" ? code : 1;
  };
}

/** Runs the CDK's standard tests with the account that the files of the acceptance tests name, on several days. */
async function testCdk(pytest: Pytest): Promise<number> {
  for (const day of days) {
    const shift = Date.parse(`${day}T12:00:00Z`) - Date.now();
    const simulator = await startSimulator({ seed: 1, clock: { now: () => Date.now() + shift } });
    say(`the CDK's standard tests on ${day}`);
    try {
      const code = await pytest(simulator, shift, ["test_airbyte_cdk.py"]);
      if (code !== 0) return code;
    } finally {
      await simulator.close();
    }
  }
  return 0;
}

/** Runs the CDK's tests of images at the time of this machine. They run docker, and know neither the simulator nor its network. */
async function testImage(pytest: Pytest, image: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "source-pinterest-clients-"));
  const simulator = await startSimulator({ seed: 1, clock: { now: () => Date.now() - ahead } });
  try {
    copyFileSync(join(packageRoot, "integration_tests/clients/docker.sh"), join(folder, "docker"));
    const options = ["-m", "image_tests", "--connector-image", image, "--read-from-streams", "all"];
    return await pytest(simulator, -ahead, [...options, "test_airbyte_cdk.py"], {
      PATH: `${folder}${delimiter}${process.env.PATH ?? ""}`,
    });
  } finally {
    await simulator.close();
    rmSync(folder, { recursive: true });
  }
}

async function testPyAirbyte(pytest: Pytest): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "source-pinterest-clients-"));
  const shift = accountTime - Date.now();
  const clock = { now: () => Date.now() + shift };
  const simulator = await startSimulator({ ...accountOptions, clock });
  const changing = await startSimulator({ ...accountOptions, clock });
  const postgreSql = await startPostgreSql();
  if (postgreSql === undefined) say("SKIPPED: PostgreSQL, which is not installed (Debian: apt-get install postgresql)");
  try {
    const schemas = await readSchemas();
    const expected = [...schemas].map(
      ([name, schema]) => [name, summaryOf(emittedRecords(simulator, name, accountReadOptions), schema)] as const,
    );
    const expectedRecords = join(folder, "expected_records.json");
    writeFileSync(expectedRecords, JSON.stringify(Object.fromEntries(expected)));
    return await pytest(simulator, shift, ["test_pyairbyte.py"], {
      CHANGING_ACCOUNT: changing.url,
      EXPECTED_RECORDS: expectedRecords,
      STREAMS_WITH_TIME_NUMBERS: JSON.stringify(streamsWithTimeNumbers(schemas)),
      ...(postgreSql === undefined ? {} : { POSTGRESQL: JSON.stringify(postgreSql.connection) }),
    });
  } finally {
    await postgreSql?.close();
    await Promise.all([simulator.close(), changing.close()]);
    rmSync(folder, { recursive: true });
  }
}

try {
  const pytest = pytestOf(pythonWith("integration_tests/clients/requirements.txt").python);
  const { CONNECTOR_IMAGE: image } = process.env;
  if (image === undefined) {
    say("SKIPPED: the CDK's tests of images, which .ci/image runs");
    process.exitCode = (await testCdk(pytest)) || (await testPyAirbyte(pytest));
  } else {
    process.exitCode = await testImage(pytest, image);
  }
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  say(`SKIPPED: ${error.message}`);
}
