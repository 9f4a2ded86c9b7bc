import type { Stream } from "../../src/streams/stream.ts";

/** Formats names as code, separated by commas. */
export function codes(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

/** Formats a number with its noun. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

/** Returns the cursor of a stream's incremental mode; undefined if it has none. */
export function cursorOf({ reading }: Stream): string | undefined {
  return reading.by === "list" ? undefined : reading.cursor;
}

/** Formats the sync modes. */
export function syncModes(cursor: string | undefined): string {
  return cursor === undefined ? "full refresh" : `full refresh, and incremental by \`${cursor}\``;
}

/** Returns a row of a Markdown table. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`.replace(/ {2,}/gu, " ");
}
