import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, isStringArray } from "../../../src/base/json.ts";
import { sourceFolder } from "../source.ts";
import { codes, row } from "./markdown.ts";

/** Streams to start with, for one purpose. */
interface Start {
  readonly purpose: string;
  readonly streams: readonly string[];
  /** API calls of the first and of the next daily sync of the simulated account that the page describes. */
  readonly first: number;
  readonly daily: number;
}

/** Reads the streams to start with. `suggestedStreams` of `metadata.yaml` has the same. */
export function startsWith(): readonly Start[] {
  const list: unknown = JSON.parse(readFileSync(join(sourceFolder, "start-with.json"), "utf8"));
  return (Array.isArray(list) ? list : []).map((each: unknown) => {
    if (!isObject(each)) throw new Error("start-with.json must have objects.");
    const { for: purpose, streams, first, daily } = each;
    if (
      typeof purpose !== "string" ||
      !isStringArray(streams) ||
      typeof first !== "number" ||
      typeof daily !== "number"
    )
      throw new Error("start-with.json: each needs for, streams, first, and daily.");
    return { purpose, streams, first, daily };
  });
}

/** Renders the table of streams to start with. */
export function startWithPart(): string {
  return [
    row(["For", "Streams", "API calls: first sync", "daily sync"]),
    row([":---", ":---", "---:", "---:"]),
    ...startsWith().map(({ purpose, streams, first, daily }) =>
      row([purpose, codes(streams), String(first), String(daily)]),
    ),
  ].join("\n");
}
