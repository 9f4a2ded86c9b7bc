import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSnapshot } from "../../scripts/compatibility/snapshot.ts";
import { packageRoot } from "../../src/base/package.ts";

const released = parseSnapshot(JSON.parse(readFileSync(join(packageRoot, "compatibility/released.json"), "utf8")));

/** Returns the primary key that destinations know of a stream: that of the last release. */
export function keyOf(stream: string): readonly string[] {
  const key = released.get(stream)?.get("key");
  if (key === undefined) throw new RangeError(`The last release has no stream ${stream}: pass its primary key.`);
  return key.split(" ");
}
