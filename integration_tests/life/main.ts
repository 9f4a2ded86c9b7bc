import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { isObject } from "../../src/base/json.ts";
import { drawLife } from "./draw.ts";
import { parseEvents } from "./events/all.ts";
import type { Finding } from "./judge.ts";
import type { Life } from "./life.ts";
import { type Lived, live } from "./live.ts";
import { knownDefects, promises } from "./promises.ts";
import { shrink } from "./shrink.ts";

/*
 * Replays lives. The same seed prints the same text, on any day and machine.
 */

const usage = `Usage: npm run life -- --seed NUMBER [--lives NUMBER] [--events FILE]

Replays the years of an account, and compares the tables with it after each sync.

Options:
  --seed NUMBER    The first seed
  --lives NUMBER   The number of lives, with successive seeds; 1 by default
  --events FILE    Replaces the events of the first life, as a failure prints them
  --help           Show this help
`;

const { seed, lives, events, help } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    lives: { type: "string", default: "1" },
    events: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
}).values;
const print = (text: string) => process.stdout.write(`${text}\n`);

/** Returns a life, with the streams and events of a file in place of its own. */
function lifeOf(number: number, path: string | undefined): Life {
  const life = drawLife(number);
  if (path === undefined) return life;
  const given: unknown = JSON.parse(readFileSync(path, "utf8"));
  const { streams, events: list } = isObject(given) ? given : {};
  const names = Array.isArray(streams) ? streams.map(String) : life.streams.map(({ name }) => name);
  return { ...life, streams: life.streams.filter(({ name }) => names.includes(name)), events: parseEvents(list) };
}

/** Describes rows that no promise allows. */
function describe({ seed: of, times }: Life, { run, time, stream, kind, count, rows, nearest }: Finding): string {
  const promise = promises.find(({ id }) => id === nearest);
  const said = promise === undefined ? "no promise is about it" : `nearest: ${nearest} in ${promise.page}`;
  const head = `seed ${of}, sync ${run + 1} (of ${times.length} planned), ${time}: ${stream}, ${count} ${kind}; ${said}`;
  return [head, ...rows.map((row) => `  ${row}`)].join("\n");
}

async function replay(): Promise<boolean> {
  const used = new Set<string>();
  const shown = new Map<string, number>();
  let failures = 0;
  for (let number = Number(seed); number < Number(seed) + Number(lives); number++) {
    const life = lifeOf(number, number === Number(seed) ? events : undefined);
    const lived: Lived = await live(life);
    for (const id of lived.used.keys()) used.add(id);
    for (const id of lived.defects) if (!shown.has(id)) shown.set(id, number);
    const [first] = lived.findings;
    if (first === undefined) continue;
    failures += 1;
    for (const finding of lived.findings) print(describe(life, finding));
    const { streams, events: fewest } = await shrink(life, first);
    print(`  fewest events: ${JSON.stringify({ streams: streams.map(({ name }) => name), events: fewest })}`);
  }
  const unused = promises.filter(({ id, allows }) => allows !== undefined && !used.has(id)).map(({ id }) => id);
  print(`${lives} lives from seed ${seed}: ${failures} with findings.`);
  print(
    `Known defects, with the first seed: ${[...shown].map(([id, first]) => `${id} (${first})`).join(", ") || "none"}.`,
  );
  print(`Not shown: ${knownDefects.flatMap(({ id }) => (shown.has(id) ? [] : [id])).join(", ") || "none"}.`);
  print(`Promises that no life used: ${unused.join(", ") || "none"}.`);
  return failures === 0;
}

if (help) print(usage.trimEnd());
else process.exitCode = (await replay()) ? 0 : 1;
