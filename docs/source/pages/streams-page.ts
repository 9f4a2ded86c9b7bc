import { laterOperations } from "../../../scripts/generate/openapi/later-contract.ts";
import { operationNamed } from "../../../src/pinterest/operations/operations.ts";
import { rowPathOf } from "../../../src/pinterest/responses/find-rows.ts";
import { families } from "../../../src/streams/all.ts";
import type { Partitions, Stream } from "../../../src/streams/stream.ts";
import { readTexts } from "../source.ts";
import { columnsFile } from "./column-pages.ts";
import { counted, row } from "./markdown.ts";

/** Renders the page of all streams: one row per stream, and the operations without a stream. */
export function streamsPage(): string {
  const all = families.flatMap(({ streams }) => streams);
  return [
    `${counted(all.length, "stream")} of ${counted(new Set(all.map(({ operation }) => operation)).size, "operation")}.`,
    ...families.map(({ title, streams }) => `## ${title}\n\n${tableOf(streams, `columns/${columnsFile(title)}`)}`),
    `## Operations without a stream\n\n${exclusionsTable()}`,
  ].join("\n\n");
}

const columns = ["Stream", "What it holds", "Operation", "Partitions", "Rate limit", "Needs"] as const;

function tableOf(streams: readonly Stream[], page: string): string {
  return [row(columns), row(columns.map(() => ":---")), ...streams.map((stream) => row(cellsOf(stream, page)))].join(
    "\n",
  );
}

function cellsOf(stream: Stream, page: string): readonly string[] {
  const { category } = operationNamed(stream.operation);
  return [
    `[\`${stream.name}\`](${page}#${stream.name})`,
    stream.description,
    `\`${stream.operation}\`${sourceOf(stream)}`,
    partitionsOf(stream.partitions),
    `\`${category}\``,
    needsOf(stream),
  ];
}

/** Returns the source of an operation's row format, if it isn't Pinterest's document. */
function sourceOf(stream: Stream): string {
  if (laterOperations.has(stream.operation)) return " (not in the document; new in 5.28)";
  if (stream.reading.by === "file") return " (undocumented file format)";
  return rowPathOf(stream.rows)?.row.is === "named" ? " (undocumented response)" : "";
}

/** Lists the parents and parameters that determine a stream's partitions. */
function partitionsOf(partitions: Partitions): string {
  switch (partitions.of) {
    case "single":
      return "";
    case "values":
      return partitions.each.map(({ parameter }) => parameterName(parameter)).join(" × ");
    case "alternatives":
      return partitions.each.map(({ parameter }) => parameterName(parameter)).join("; ");
    case "multiple_parents":
      return partitions.sources.map(partitionsOf).join("; ");
    case "children":
      return [
        `\`${partitions.parent.stream}\``,
        ...(partitions.each ?? []).map(({ parameter }) => parameterName(parameter)),
      ].join(" × ");
    case "batches":
      return `\`${partitions.parent.stream}\`, in batches`;
  }
}

/** Returns the innermost name of a nested parameter. */
function parameterName(parameter: string): string {
  return /\[(\w+)\]$/u.exec(parameter)?.[1] ?? parameter;
}

function needsOf({ requiredSettings = [], accessRequirement }: Stream): string {
  const settings = requiredSettings.map(({ setting }) => `the setting \`${setting}\``);
  return [
    ...settings,
    ...(accessRequirement === undefined ? [] : [`${accessRequirement.access} (${accessRequirement.stage})`]),
  ].join(", ");
}

function exclusionsTable(): string {
  const rows = Object.entries(readTexts("operations-without-stream.json")).toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  );
  return [
    row(["Operation", "Reason"]),
    row([":---", ":---"]),
    ...rows.map(([operation, reason]) => row([`\`${operation}\``, reason])),
  ].join("\n");
}
