import { thisVersion } from "../integration_tests/bed/in-process.ts";
import { differencesIn } from "../integration_tests/differential/differences.ts";
import { worlds } from "../integration_tests/differential/worlds.ts";

/*
 * Compares this version with itself, to find the worlds of `integration_tests/differential/` whose numbers vary:
 *
 *     node --import tsx scripts/measure-noise.ts 10 kills
 *
 * The arguments are the number of comparisons per world and a part of the names of the worlds, both optional.
 */

const [count = "10", part = ""] = process.argv.slice(2);
for (const world of worlds.filter(({ name }) => name.includes(part))) {
  const found: (readonly string[])[] = [];
  for (let run = 0; run < Number(count); run += 1) {
    found.push(await differencesIn({ ...world, noise: undefined }, [thisVersion, thisVersion]));
  }
  const varied = found.filter((lines) => lines.length > 0).length;
  process.stdout.write(`${world.name}: ${varied} of ${count} comparisons differ\n`);
  for (const line of new Set(found.flat())) process.stdout.write(`  ${line.slice(0, 200)}\n`);
}
