import assert from "node:assert/strict";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { downloadOperation } from "../../simulator/http/download.ts";
import type { Simulator } from "../../simulator/simulator.ts";
import { extents } from "../../simulator/world/scale.ts";
import { addDays } from "../../src/base/dates.ts";
import type { JsonObject } from "../../src/base/json.ts";
import { amount, isLong } from "../../test/amount.ts";
import { itWith, linux } from "../../test/requirements.ts";
import { today } from "../../test/today.ts";
import { Bed, type BedOptions, credentials } from "../bed/bed.ts";
import { errorsOf, logsOf } from "../bed/messages.ts";
import { record } from "./figures.ts";
import { type MeasuredRun, type MeasureOptions, measure, recordCount } from "./measured-run.ts";

/** Allowed growth from the third to the last quarter of a run, for garbage collector noise. */
const flat = 0.05;

const config = { credentials };
const rounded = (value: number) => Math.round(value).toLocaleString("en");
const percent = (value: number) => `${(value * 100).toFixed(1)}%`;

describe("size", function () {
  this.timeout(0);
  let bed: Bed | undefined;

  afterEach(async () => {
    await bed?.close();
    bed = undefined;
  });

  async function start(options: Partial<BedOptions>): Promise<Simulator> {
    bed = await Bed.open({ seed: 5, config, ...options });
    return bed.simulator;
  }

  async function read(
    names: readonly string[],
    options: MeasureOptions & { readonly mode?: "full_refresh"; readonly config?: JsonObject } = {},
  ): Promise<MeasuredRun> {
    assert.ok(bed !== undefined);
    const { mode, config: fields, ...rest } = options;
    const files = { config: { ...config, ...fields }, catalog: await bed.catalog(names, mode) };
    const environment = { PINTEREST_API_BASE_URL: bed.simulator.url };
    const outcome = await measure(files, { ...rest, environment });
    assert.deepEqual(errorsOf(outcome.messages), []);
    assert.equal(outcome.stderr, "");
    assert.equal(outcome.code, 0);
    return outcome;
  }

  function assertFlat({ used: { peak, growth } }: MeasuredRun, maxMegabytes: number): void {
    assert.ok(peak < maxMegabytes, `${peak} MB at the peak`);
    if (isLong()) assert.ok(growth < flat, `${percent(growth)} more in the last quarter than in the third`);
  }

  // In a short run, the heap still grows to its size.
  const steady = amount({ short: "small", long: "flat" });
  const count = amount({ short: 12_000, long: 1_000_000 });
  itWith(linux, `keeps memory ${steady} for ${rounded(count)} records`, async () => {
    // The simulator sorts a board's Pins for each page.
    await start({ scale: { ...extents.small, boards: amount({ short: 12, long: 500 }), pins: count } });
    const outcome = await read(["board_pins"]);
    assert.equal(recordCount(outcome), count);
    assertFlat(outcome, 300);

    const { peak, growth, cpu } = outcome.used;
    record({
      what: "A million records",
      promised: "peak memory under 300 MB, no growth in the second half",
      measured: `${rounded(count)} Pins, ${rounded(outcome.bytes / 1e6)} MB: peak memory ${rounded(peak)} MB, growth ${percent(growth)}, ${rounded(count / cpu)} records per second of CPU time`,
    });
  });

  /** A report in one file, and its read. */
  async function bigReport(more: Partial<BedOptions> = {}) {
    const days = amount({ short: 20, long: 185 });
    const big = await start({ report_extra_entities: amount({ short: 480, long: 2_000 }), ...more });
    const [adAccount] = big.world.adAccounts;
    const settings = { ad_account_ids: [adAccount?.id ?? ""], start_date: addDays(today, -days) };
    return { big, name: "campaign_analytics_report", options: { mode: "full_refresh", config: settings } } as const;
  }

  const reportBytes = amount({ short: 10e6, long: 400e6 });

  itWith(linux, `keeps memory ${steady} for a report of ${reportBytes / 1e6} MB`, async () => {
    const { name, options } = await bigReport();
    const outcome = await read([name], options);
    assert.ok(outcome.bytes > reportBytes, `${outcome.bytes} bytes`);
    assertFlat(outcome, 150);
    const { peak, growth, cpu } = outcome.used;
    record({
      what: "A report of 400 MB",
      promised: "peak memory under 150 MB, no growth in the second half",
      measured: `${rounded(outcome.bytes / 1e6)} MB, ${rounded(recordCount(outcome))} rows: peak memory ${rounded(peak)} MB, growth ${percent(growth)}, ${rounded(recordCount(outcome) / cpu)} rows per second of CPU time`,
    });
  });

  it("waits with pages and a report for a destination that reads one line per second", async () => {
    const pins = amount({ short: 12_000, long: 60_000 });
    const { big, name, options } = await bigReport({ scale: { ...extents.small, pins } });
    const sent = () =>
      [downloadOperation, "pins/list"].map(
        (wanted) => big.journal.entries.filter(({ operation }) => operation === wanted).length,
      );
    const seconds = amount({ short: 4, long: 180 });
    let before = [0, 0];
    let meanwhile = [0, 0];
    const outcome = await read(["pins", name], {
      ...options,
      slowly: async (output) => {
        const lines = new LineBySecond(output);
        await lines.take(1);
        before = sent();
        await lines.take(seconds);
        meanwhile = sent();
        return lines.taken;
      },
    });
    assert.equal(outcome.records.get("pins"), big.expectedRecords("pins").length);
    assert.ok(outcome.bytes > reportBytes, `${outcome.bytes} bytes`);
    assert.deepEqual(
      logsOf(outcome.messages).filter((line) => line.includes("retrying in")),
      [],
    );
    const [[downloaded = 0, pages = 0], [, earlier = 0], [files = 0, all = 0]] = [meanwhile, before, sent()];
    assert.deepEqual([downloaded, files], [0, 1], "files that were read to their end");
    assert.ok(all >= 30, `${all} pages are too few`);
    assert.ok(pages - earlier <= 1 + seconds / 30, `${pages - earlier} pages were requested meanwhile`);
    assert.ok(pages < all / 2, `${pages} of ${all} pages were requested`);
    if (linux.value === true) assert.ok(outcome.used.peak < 200, `${outcome.used.peak} MB at the peak`);
    record({
      what: "A reader of one line per second",
      promised: "the connector waits for the reader",
      measured: `requests in ${seconds} seconds: ${pages - earlier}; then all ${rounded(recordCount(outcome))} records; peak memory ${rounded(outcome.used.peak)} MB`,
    });
  });
});

/** Reads one line per second of an output and leaves the rest. */
class LineBySecond {
  readonly taken: Buffer[] = [];
  readonly #output: Readable;

  constructor(output: Readable) {
    this.#output = output;
  }

  async take(lines: number): Promise<void> {
    for (let line = 0; line < lines; line += 1) {
      await wait(1_000);
      await this.#line();
    }
  }

  async #line(): Promise<void> {
    let ended = false;
    while (!ended) {
      const byte: unknown = this.#output.read(1);
      if (!Buffer.isBuffer(byte)) {
        await new Promise((resolve) => this.#output.once("readable", resolve));
        continue;
      }
      this.taken.push(byte);
      ended = byte[0] === 10;
    }
  }
}
