import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSnapshot } from "../../scripts/compatibility/snapshot.ts";
import { packageRoot } from "../../src/base/package.ts";

const released = parseSnapshot(JSON.parse(readFileSync(join(packageRoot, "compatibility/released.json"), "utf8")));

/** Primary keys since the last release. */
const newer: Readonly<Record<string, string>> = {
  user_account_analytics_split: "date split value",
};

/** Returns the primary key that destinations know of a stream: that of the last release, or a newer one. */
export function keyOf(stream: string): readonly string[] {
  const key = newer[stream] ?? released.get(stream)?.get("key");
  if (key === undefined) throw new RangeError(`${stream} is new: add its primary key to ${import.meta.filename}`);
  return key.split(" ");
}
