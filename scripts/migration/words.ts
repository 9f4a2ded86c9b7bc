import type { Stream } from "../../src/streams/stream.ts";

/** Names as code, with commas between them. */
export function codes(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

/** A number of things in words. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

/** The cursor of a stream's incremental mode; undefined: it has none. */
export function cursorOf({ reading }: Stream): string | undefined {
  return reading.by === "list" ? undefined : reading.cursor;
}

/** The sync modes in words. */
export function syncModes(cursor: string | undefined): string {
  return cursor === undefined ? "full refresh" : `full refresh, and incremental by \`${cursor}\``;
}
