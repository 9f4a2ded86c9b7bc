import { operationNamed } from "../../../src/pinterest/operations/operations.ts";
import { families } from "../../../src/streams/all.ts";
import type { Stream } from "../../../src/streams/stream.ts";
import { cursorOf } from "../../../src/streams/tracking.ts";
import { columnsFile } from "./column-pages.ts";
import { codes, counted, row } from "./markdown.ts";

/** Renders the tables of streams for the page *Set up and use*. */
export function streamTables(): string {
  const all = families.flatMap(({ streams }) => streams);
  const missing = all.filter(({ operation }) => !operationNamed(operation).sandbox).map(({ name }) => name);
  return [
    `${counted(all.length, "stream")}, and one for each [custom report](ads.md#custom-reports).`,
    ...families.map(
      ({ title, streams }) => `**${title}** ([columns](columns/${columnsFile(title)}))\n\n${tableOf(streams)}`,
    ),
    `<details>\n<summary>Not in the sandbox: ${missing.length} streams</summary>\n\n${codes(missing)}.\n\n</details>`,
  ].join("\n\n");
}

function tableOf(streams: readonly Stream[]): string {
  return [
    row(["Stream", "What it holds", "Sync modes"]),
    row([":---", ":---", ":---"]),
    ...streams.map((stream) => row([`\`${stream.name}\``, aboutOf(stream), modesOf(stream)])),
  ].join("\n");
}

function aboutOf({ description, requiredSettings }: Stream): string {
  if (requiredSettings === undefined) return description;
  return `${description} Only with ${requiredSettings.map(({ setting }) => `\`${setting}\``).join(" and ")}.`;
}

function modesOf(stream: Stream): string {
  const cursor = cursorOf(stream);
  return cursor === undefined ? "Full refresh" : `Full refresh, incremental by \`${cursor}\``;
}
