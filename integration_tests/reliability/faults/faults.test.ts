import assert from "node:assert/strict";
import type { FaultRule } from "../../../simulator/http/faults/faults.ts";
import type { JsonObject } from "../../../src/base/json.ts";
import { isLong } from "../../../test/amount.ts";
import type { Bed } from "../../bed/bed.ts";
import { endsOf, errorsOf, logsOf } from "../../bed/messages.ts";
import { Table } from "../../bed/table.ts";
import { families, familyNames, operationsOf, streamsOf } from "../families.ts";
import { recordAtEnd } from "../figures.ts";
import { runAhead } from "../runs/run-ahead.ts";
import { type Mode, openSmallAccount, read, recordsOfAll, statesAfter } from "../small-account.ts";
import { type Fault, faults, type Promised } from "./faults.ts";

type Frequency = "transient" | "permanent" | "by chance";

/** One fault, with one way of injecting it, in the streams of one family. */
interface Case {
  readonly fault: Fault;
  readonly frequency: Frequency;
  readonly family: string;
  readonly mode: Mode;
  readonly seed: number;
  readonly promised: Promised;
}

function familiesOf({ having }: Fault): readonly string[] {
  return having === undefined ? familyNames : familyNames.filter((name) => families[name]?.isPaged);
}

/** Returns the promised outcome of a fault that is injected this way; undefined if it can't be. */
function promisedOf({ fault, transient, permanent, having, wide }: Fault, frequency: Frequency): Promised | undefined {
  if (frequency !== "by chance") return frequency === "transient" ? transient : permanent;
  // One list can meet the fault twice. An endless body takes as long each time.
  const isApart = having !== undefined || wide === true || "endless_ms" in fault;
  return !isApart && transient === "same" ? "same" : undefined;
}

const frequencies: readonly Frequency[] = ["transient", "permanent", "by chance"];

/** In the short run, this many faults with the same outcome are injected this way. */
const everyNth: Readonly<Record<Frequency, number>> = { transient: 1, permanent: 4, "by chance": 6 };

function isAlike({ transient, permanent }: Fault): boolean {
  return transient === "same" && (permanent === "transient_error" || permanent === "same");
}

/**
 * Every fault in each way with every family, in alternating modes, so that each fault and each family has both. The
 * short run has one family per fault, in turn.
 */
function casesOf(): readonly Case[] {
  const taken: string[] = [];
  return faults.flatMap((fault, row) =>
    frequencies.flatMap((frequency, column) => {
      const promised = promisedOf(fault, frequency);
      const possible = familiesOf(fault);
      // The program aborts the download of an endless file after an hour of its clock.
      const quick = "endless_ms" in fault.fault ? possible.filter((name) => name !== "ads reports") : possible;
      if (promised === undefined || (!isLong() && row % everyNth[frequency] > 0 && isAlike(fault))) return [];
      // The family with the fewest cases so far.
      const turns = (name: string) => taken.filter((other) => other === name).length;
      const next = quick.reduce((least, name) => (turns(name) < turns(least) ? name : least));
      const affected = isLong() ? quick : [next];
      taken.push(...affected);
      return affected.map((family): Case => {
        const isEven = (row + column + familyNames.indexOf(family)) % 2 === 0;
        return { fault, frequency, family, mode: isEven ? "incremental" : "full_refresh", seed: row, promised };
      });
    }),
  );
}

function rulesOf({
  fault: { fault, having, repeats, wide, fields },
  frequency,
  family,
  seed,
  promised,
}: Case): readonly FaultRule[] {
  if (frequency === "by chance") {
    // Both rules inject at most five faults into a request; a sixth would rightly exhaust its retries.
    return [
      { nth: 2, fault },
      { rate: 0.15, seed: seed + 1, times_each: 4, fault },
    ];
  }
  const rule: FaultRule = having === undefined ? { fault } : { fault, having };
  const operations = streamsOf(family).flatMap((stream) => {
    // In a response whose members are rows, an extra field is an extra, invalid row.
    if (fields !== undefined && stream.rows === "options") return [];
    const all = operationsOf(stream);
    // Only one of a report's three operations stays faulty.
    if (promised === "same" || frequency !== "permanent") return all;
    return promised === "transient_error" ? all.slice(seed % all.length).slice(0, 1) : all.slice(0, 1);
  });
  const isOnce = having !== undefined || repeats === true || wide === true || promised !== "same";
  const second = having === undefined ? (families[family]?.requests ?? 1) : 1;
  const once = isOnce ? [{ nth: second }] : [{ nth: 1 }, { nth: 3 }];
  const moments: readonly JsonObject[] = frequency === "permanent" ? [{ from: second }] : once;
  return operations.flatMap((operation) => moments.map((moment) => ({ ...rule, operation, ...moment })));
}

function without(names: readonly string[], records: readonly JsonObject[]): readonly JsonObject[] {
  return records.map((one) => Object.fromEntries(Object.entries(one).filter(([name]) => !names.includes(name))));
}

/** Fails unless the records are correct, apart from fields that the fault sets or determines. */
function assertExpectedRecords(bed: Bed, stream: string, records: readonly JsonObject[], fault: Fault): Table {
  const names = [...Object.keys(fault.fields ?? {}), ...(fault.open ?? [])];
  const table = new Table(stream).add(without(names, records));
  table.assertEquals(without(names, bed.expectedRecords(stream)));
  return table;
}

/** Whether it takes real time, such as a silent or unavailable server; the built program runs with a faster clock. */
function takesTime({ fault }: Fault): boolean {
  return ["hang", "endless_ms", "refuse_ms"].some((name) => name in fault);
}

/** Whether it takes a retry, which the log shows. */
function isRetried({ transient, permanent }: Fault): boolean {
  return transient === "same" && permanent === "transient_error";
}

async function verify(one: Case): Promise<void> {
  const { fault, frequency, family, mode, seed, promised } = one;
  const streams = streamsOf(family);
  const names = streams.map(({ name }) => name);
  const bed = await openSmallAccount({ seed: seed + 1 });
  const { simulator } = bed;
  const options = takesTime(fault) ? { program: { speed: 100 } } : {};
  try {
    simulator.faults.set(rulesOf(one));
    const first = await read(bed, names, { mode, ...options });
    const affected = new Set(
      streams.filter((one) => operationsOf(one).some((name) => simulator.faults.injections.has(name))),
    );
    assert.ok(simulator.faults.injections.size > 0, "no fault was injected");
    const ends = endsOf(first.messages);
    const why = JSON.stringify([...errorsOf(first.messages), ...logsOf(first.messages).slice(-8)]);
    for (const stream of streams) {
      const end = ends.get(stream.name);
      if (promised === "same" || !affected.has(stream)) {
        if (fault.wide !== true || promised === "same") assert.equal(end, "COMPLETE", why);
      } else assert.equal(end, promised, why);
    }
    if (frequency === "transient" && isRetried(fault)) {
      assert.ok(
        logsOf(first.messages).some((line) => /retrying in|reading the list again from the start/u.test(line)),
        "the log has no retry",
      );
    }
    const isComplete = [...ends.values()].every((end) => end === "COMPLETE");
    assert.equal(first.code, isComplete ? 0 : 1);
    const outcomes = [first];
    if (!isComplete) {
      simulator.faults.clear();
      outcomes.push(await read(bed, names, { mode, states: statesAfter(outcomes), ...options }));
      assert.equal(outcomes.at(-1)?.code, 0, JSON.stringify(errorsOf(outcomes.at(-1)?.messages ?? [])));
    }
    for (const name of names) {
      const records = recordsOfAll(outcomes, name);
      const table = assertExpectedRecords(bed, name, records, fault);
      if (fault.repeats !== true && promised === "same") {
        assert.equal(table.size, records.length, `${name}: a record is repeated`);
      }
    }
    if (frequency === "permanent" && fault.fields !== undefined) {
      const changed = names.some((name) =>
        recordsOfAll(outcomes, name).some((one) => Object.keys(fault.fields ?? {}).every((field) => field in one)),
      );
      assert.ok(changed, "no record shows the fault");
    }
  } finally {
    await bed.close();
  }
}

// The watchdog of each run (`in-process.ts`) ends a hang.
describe("the matrix of faults and families", () => {
  const cases = casesOf();
  const begin = runAhead(cases, verify);

  it("covers every family, and every fault in each way of injecting it", () => {
    for (const family of familyNames) {
      assert.ok(cases.filter((one) => one.family === family).length >= 4, family);
    }
    for (const fault of faults) assert.ok(cases.some((one) => one.fault === fault));
    if (!isLong()) return;
    const modesOf = (holds: (one: Case) => boolean) => new Set(cases.filter(holds).map(({ mode }) => mode));
    for (const fault of faults) assert.equal(modesOf((one) => one.fault === fault).size, 2, fault.what);
    for (const family of familyNames) assert.equal(modesOf((one) => one.family === family).size, 2, family);
  });

  for (const [index, { fault, frequency, family, mode, seed, promised }] of cases.entries()) {
    const times = frequency === "transient" ? "once or twice" : frequency === "permanent" ? "permanently" : "sometimes";
    it(`${fault.what}, ${times}: ${family}, ${mode}, seed ${seed}: ${promised}`, () => begin(index)).timeout(0);
  }

  recordAtEnd(() => [
    {
      what: "Faults",
      promised: "same records, or INCOMPLETE with the failure type and a STATE, and no data loss",
      measured: `${cases.length} combinations of fault, family, and mode`,
    },
  ]);
});
