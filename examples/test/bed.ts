import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accountOptions, accountReadOptions, accountTime } from "../../integration_tests/bed/account.ts";
import { emittedRecords } from "../../integration_tests/bed/emitted-records.ts";
import { shiftedClock } from "../../integration_tests/bed/program-clock.ts";
import { accountConfig } from "../../scripts/generate/acceptance/account-config.ts";
import { type Simulator, startSimulator } from "../../simulator/simulator.ts";
import type { JsonObject } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import { ahead } from "../../test/today.ts";

/** Seven weeks with ads of two currencies and four objectives, with conversions, keywords, and products. */
const startDate = "2026-10-05";
const options = {
  seed: 3,
  scale: { ...accountOptions.scale, campaigns: 6, adGroups: 20, ads: 60, keywords: 60 },
} as const;

export const say = (text: string) => process.stderr.write(`test:examples: ${text}\n`);

/** An account, and a folder with its configuration and its databases. */
export class ExampleBed {
  readonly folder = mkdtempSync(join(tmpdir(), "source-pinterest-examples-"));
  readonly database = join(this.folder, "pinterest.duckdb");
  readonly simulator: Simulator;
  /** By how many milliseconds the account's clock is ahead of the tests'. */
  readonly #shift: number;

  private constructor(simulator: Simulator, shift: number) {
    this.simulator = simulator;
    this.#shift = shift;
    writeFileSync(join(this.folder, "config.json"), JSON.stringify({ ...accountConfig, start_date: startDate }));
  }

  static async start(): Promise<ExampleBed> {
    const shift = accountTime - Date.now();
    // The examples show likes, which only the document's counts of Pins have.
    const counts = { pin_metric_names: "document" } as const;
    const clock = { now: () => Date.now() + shift };
    return new ExampleBed(await startSimulator({ ...counts, ...options, clock }), shift);
  }

  /** By how many milliseconds the account's clock is ahead of the machine's. */
  get shift(): number {
    return this.#shift + ahead;
  }

  /** Returns what a correct connector emits now. */
  records(stream: string): readonly JsonObject[] {
    return emittedRecords(this.simulator, stream, { ...accountReadOptions, startDate });
  }

  /**
   * Runs a program in the folder and returns its output.
   * @throws AssertionError if it fails
   */
  async run(what: string, command: string, args: readonly string[], more: object = {}): Promise<string> {
    const begun = Date.now();
    const child = spawn(command, args, {
      cwd: this.folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        ...shiftedClock(this.#shift),
        NO_LIVE_PROGRESS: "1",
        PYTHONDONTWRITEBYTECODE: "1",
        PINTEREST_API_BASE_URL: this.simulator.url,
        PINTEREST_CONFIG: join(this.folder, "config.json"),
        PINTEREST_DATABASE: this.database,
        SOURCE_PINTEREST: join(packageRoot, "dist/src/main.js"),
        ...more,
      },
    });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => output.push(chunk.toString()));
    const [code]: unknown[] = await once(child, "close");
    assert.equal(code, 0, `${what} ended with ${String(code)}:\n${output.join("").slice(-3000)}`);
    say(`ok: ${what} (${Math.round((Date.now() - begun) / 1000)} s)`);
    return output.join("");
  }

  async close(): Promise<void> {
    await this.simulator.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
