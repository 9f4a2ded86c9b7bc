import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { fileURLToPath } from "node:url";

const maps = new Map<string, SourceMap | undefined>();
/** The position in a line of a stack trace. */
const position = /(file:[^()]+):(\d+):(\d+)/u;

/**
 * Shows TypeScript lines in stack traces. Reads a source map only when a stack trace has its file.
 * `process.setSourceMapsEnabled` reads the map of each module that is loaded.
 */
export function showTypeScriptLines(): void {
  Error.prepareStackTrace = (error, calls: readonly { toString(): string }[]) =>
    [String(error), ...calls.map((call) => `    at ${call.toString().replace(position, originOf)}`)].join("\n");
}

/** Returns the position in the source of a position in a built file; the same position if its source is unknown. */
function originOf(built: string, url: string, line: string, column: string): string {
  if (!maps.has(url)) maps.set(url, readMap(url));
  const origin = maps.get(url)?.findOrigin(Number(line), Number(column));
  if (origin === undefined || !("fileName" in origin)) return built;
  return `${new URL(origin.fileName, url).href}:${origin.lineNumber}:${origin.columnNumber}`;
}

function readMap(url: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, "utf8")));
  } catch {
    return undefined;
  }
}
