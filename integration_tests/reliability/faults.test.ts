import assert from "node:assert/strict";
import type { Json, JsonObject } from "../../src/json.ts";
import type { Bed } from "../bed.ts";
import { endsOf, errorsOf, logsOf } from "../messages.ts";
import { Table } from "../table.ts";
import { isLong } from "./amount.ts";
import { families, familyNames, operationsOf, streamsOf } from "./families.ts";
import { type Fault, faults, type Promised } from "./faults.ts";
import { recordAtEnd } from "./figures.ts";
import { proofsOf } from "./proofs.ts";
import { type Mode, openSmallAccount, read, recordsOfAll, statesAfter } from "./small-account.ts";

type Strike = "passing" | "staying" | "by chance";

/** One fault, struck one way, at the streams of one family. */
interface Cell {
  readonly fault: Fault;
  readonly strike: Strike;
  readonly family: string;
  readonly mode: Mode;
  readonly seed: number;
  readonly promised: Promised;
}

function familiesOf({ having }: Fault): readonly string[] {
  return having === undefined ? familyNames : familyNames.filter((name) => families[name]?.isPaged);
}

/** What the fault promises when it strikes this way; undefined: it does not. */
function promisedOf({ fault, passing, staying, having, wide }: Fault, strike: Strike): Promised | undefined {
  if (strike !== "by chance") return strike === "passing" ? passing : staying;
  // One list may meet it twice. What never ends takes as long each time.
  const isApart = having !== undefined || wide === true || "endless_ms" in fault;
  return !isApart && passing === "same" ? "same" : undefined;
}

const strikes: readonly Strike[] = ["passing", "staying", "by chance"];

/** In the short run, so many of the faults that are got over alike strike this way. */
const spared: Readonly<Record<Strike, number>> = { passing: 1, staying: 4, "by chance": 6 };

function isAlike({ passing, staying }: Fault): boolean {
  return passing === "same" && (staying === "transient_error" || staying === "same");
}

/**
 * Every fault in each way that it strikes, with every family, the modes in turn: so each fault and each family meets both.
 * In the short run each fault with one family, the families in turn.
 */
function cellsOf(): readonly Cell[] {
  const taken: string[] = [];
  return faults.flatMap((fault, row) =>
    strikes.flatMap((strike, column) => {
      const promised = promisedOf(fault, strike);
      const possible = familiesOf(fault);
      // It takes an hour of the program's to give up a file that never ends.
      const quick = "endless_ms" in fault.fault ? possible.filter((name) => name !== "ads reports") : possible;
      if (promised === undefined || (!isLong() && row % spared[strike] > 0 && isAlike(fault))) return [];
      // The family that has had its turn least often.
      const turns = (name: string) => taken.filter((other) => other === name).length;
      const next = quick.reduce((least, name) => (turns(name) < turns(least) ? name : least));
      const struck = isLong() ? quick : [next];
      taken.push(...struck);
      return struck.map((family): Cell => {
        const isEven = (row + column + familyNames.indexOf(family)) % 2 === 0;
        return { fault, strike, family, mode: isEven ? "incremental" : "full_refresh", seed: row, promised };
      });
    }),
  );
}

function rulesOf({
  fault: { fault, having, repeats, wide, fields },
  strike,
  family,
  seed,
  promised,
}: Cell): readonly Json[] {
  if (strike === "by chance") {
    // Both together strike a request five times at the most: struck a sixth time, it is rightly given up.
    return [
      { nth: 2, fault },
      { rate: 0.15, seed: seed + 1, times_each: 4, fault },
    ];
  }
  const rule: JsonObject = having === undefined ? { fault } : { fault, having };
  const operations = streamsOf(family).flatMap((stream) => {
    // Where each member of the answer is a row, a field more is a row more, and no right one.
    if (fields !== undefined && stream.rows === "options") return [];
    const all = operationsOf(stream);
    // Of a report's three operations one at a time stays struck.
    if (promised === "same" || strike !== "staying") return all;
    return promised === "transient_error" ? all.slice(seed % all.length).slice(0, 1) : all.slice(0, 1);
  });
  const isOnce = having !== undefined || repeats === true || wide === true || promised !== "same";
  const second = having === undefined ? (families[family]?.requests ?? 1) : 1;
  const once = isOnce ? [{ nth: second }] : [{ nth: 1 }, { nth: 3 }];
  const moments: readonly JsonObject[] = strike === "staying" ? [{ from: second }] : once;
  return operations.flatMap((operation) => moments.map((moment) => ({ ...rule, operation, ...moment })));
}

function without(names: readonly string[], records: readonly JsonObject[]): readonly JsonObject[] {
  return records.map((one) => Object.fromEntries(Object.entries(one).filter(([name]) => !names.includes(name))));
}

/** Fails unless these records are the true ones. Fields that the fault gives them, or decides on, count for nothing. */
function assertTrue(bed: Bed, stream: string, records: readonly JsonObject[], fault: Fault): Table {
  const names = [...Object.keys(fault.fields ?? {}), ...(fault.open ?? [])];
  const table = new Table(stream).add(without(names, records));
  table.assertEquals(without(names, bed.expectedRecords(stream)));
  return table;
}

/** Whether it takes real time, a silent server or one that is away: the built program's goes faster. */
function takesTime({ fault }: Fault): boolean {
  return ["hang", "endless_ms", "refuse_ms"].some((name) => name in fault);
}

/** Whether it takes another request, which the log tells, to get over it. */
function isAskedAgain({ passing, staying }: Fault): boolean {
  return passing === "same" && staying === "transient_error";
}

async function prove(cell: Cell): Promise<void> {
  const { fault, strike, family, mode, seed, promised } = cell;
  const streams = streamsOf(family);
  const names = streams.map(({ name }) => name);
  const bed = await openSmallAccount({ seed: seed + 1 });
  const { simulator } = bed;
  const way = takesTime(fault) ? { program: { speed: 100 } } : {};
  try {
    simulator.faults.set(rulesOf(cell));
    const first = await read(bed, names, { mode, ...way });
    const struck = new Set(
      streams.filter((one) => operationsOf(one).some((name) => simulator.faults.injections.has(name))),
    );
    assert.ok(simulator.faults.injections.size > 0, "nothing was struck");
    const ends = endsOf(first.messages);
    const why = JSON.stringify([...errorsOf(first.messages), ...logsOf(first.messages).slice(-8)]);
    for (const stream of streams) {
      const end = ends.get(stream.name);
      if (promised === "same" || !struck.has(stream)) {
        if (fault.wide !== true || promised === "same") assert.equal(end, "COMPLETE", why);
      } else assert.equal(end, promised, why);
    }
    if (strike === "passing" && isAskedAgain(fault)) {
      assert.ok(
        logsOf(first.messages).some((line) => /retrying in|from the beginning/u.test(line)),
        "the log does not tell",
      );
    }
    const isComplete = [...ends.values()].every((end) => end === "COMPLETE");
    assert.equal(first.code, isComplete ? 0 : 1);
    const outcomes = [first];
    if (!isComplete) {
      simulator.faults.clear();
      outcomes.push(await read(bed, names, { mode, states: statesAfter(outcomes), ...way }));
      assert.equal(outcomes.at(-1)?.code, 0, JSON.stringify(errorsOf(outcomes.at(-1)?.messages ?? [])));
    }
    for (const name of names) {
      const records = recordsOfAll(outcomes, name);
      const table = assertTrue(bed, name, records, fault);
      if (fault.repeats !== true && promised === "same") {
        assert.equal(table.size, records.length, `${name}: a record came twice`);
      }
    }
    if (strike === "staying" && fault.fields !== undefined) {
      const changed = names.some((name) =>
        recordsOfAll(outcomes, name).some((one) => Object.keys(fault.fields ?? {}).every((field) => field in one)),
      );
      assert.ok(changed, "no record shows the fault");
    }
  } finally {
    await bed.close();
  }
}

// The watchdog of each run (`in-process.ts`) is what ends a hang.
describe("the matrix of faults and families", () => {
  const cells = cellsOf();
  const begin = proofsOf(cells, prove);

  it("has every family, and every fault in each way that it strikes", () => {
    for (const family of familyNames) {
      assert.ok(cells.filter((cell) => cell.family === family).length >= 4, family);
    }
    for (const fault of faults) assert.ok(cells.some((cell) => cell.fault === fault));
    if (!isLong()) return;
    const modesOf = (holds: (cell: Cell) => boolean) => new Set(cells.filter(holds).map(({ mode }) => mode));
    for (const fault of faults) assert.equal(modesOf((cell) => cell.fault === fault).size, 2, fault.what);
    for (const family of familyNames) assert.equal(modesOf((cell) => cell.family === family).size, 2, family);
  });

  for (const [index, { fault, strike, family, mode, seed, promised }] of cells.entries()) {
    const way = strike === "passing" ? "once or twice" : strike === "staying" ? "and stays" : "now and then";
    it(`${fault.what}, ${way}: ${family}, ${mode}, seed ${seed}: ${promised}`, () => begin(index)).timeout(0);
  }

  recordAtEnd(() => [
    {
      what: "faults",
      promised: "same records, or INCOMPLETE with its failure type, a STATE and nothing lost",
      measured: `${cells.length} cells of fault, family and mode`,
    },
  ]);
});
