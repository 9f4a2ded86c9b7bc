import { parseConfig } from "../../../src/config/parse-config.ts";
import { families } from "../../../src/streams/all.ts";
import type { DayReading, Stream } from "../../../src/streams/stream.ts";
import { cursorOf, isTrackable } from "../../../src/streams/tracking.ts";
import { lookbackOf } from "../../../src/sync/date-windows.ts";
import { defaultRun } from "./ads-parts.ts";
import { codes, counted, row } from "./markdown.ts";
import { type Relation, relations } from "./relations.ts";

/** Renders the schema page: a diagram and a table for each family of streams. */
export function schemaTables(): string {
  const count = counted(
    families.reduce((sum, { streams }) => sum + streams.length, 0),
    "stream",
  );
  return [
    `${count} and ${counted(relations.length, "relation")}.`,
    ...families.map(({ title, streams }) => `## ${title}\n\n${diagramOf(streams)}${tableOf(streams)}`),
  ].join("\n\n");
}

/** Maximum number of children of one parent side by side. */
const maxChildren = 4;

/**
 * Renders the diagrams of a family's relations to parents in any family. Connected streams share a diagram, except many
 * leaf children of one parent. Small diagrams are merged.
 */
function diagramOf(streams: readonly Stream[]): string {
  const diagrams: Relation[][] = [];
  for (const part of componentsOf(relationsOf(streams)).flatMap(withoutCrowds)) {
    const last = diagrams.at(-1);
    if (last !== undefined && last.length + part.length <= maxChildren) last.push(...part);
    else diagrams.push([...part]);
  }
  return diagrams
    .flatMap((diagram) => [
      "```mermaid",
      "erDiagram",
      ...diagram.map((relation) => `  ${lineOf(relation)}`),
      "```",
      "",
      "",
    ])
    .join("\n");
}

/** Returns a connected group without its large sets of leaf children, and those sets. */
function withoutCrowds(component: readonly Relation[]): readonly (readonly Relation[])[] {
  const isLeaf = ({ child }: Relation) => component.filter((other) => isOf(other, child)).length === 1;
  const crowds = [...new Set(component.map(({ parent }) => parent))]
    .map((parent) => component.filter((relation) => relation.parent === parent && isLeaf(relation)))
    .filter((leaves) => leaves.length >= maxChildren);
  const rest = component.filter((relation) => !crowds.flat().includes(relation));
  const rows = crowds.flatMap((leaves) =>
    Array.from({ length: Math.ceil(leaves.length / maxChildren) }, (_, row) =>
      leaves.slice(row * maxChildren, (row + 1) * maxChildren),
    ),
  );
  return rest.length === 0 ? rows : [rest, ...rows];
}

/** Splits relations into groups without a common stream. */
function componentsOf(all: readonly Relation[]): readonly (readonly Relation[])[] {
  let components: (readonly Relation[])[] = [];
  for (const relation of all) {
    const touches = ({ parent, child }: Relation) => [parent, child].some((name) => isOf(relation, name));
    const joined = components.filter((component) => component.some(touches));
    components = [...components.filter((component) => !joined.includes(component)), [...joined.flat(), relation]];
  }
  return components;
}

function isOf({ parent, child }: Relation, stream: string): boolean {
  return stream === parent || stream === child;
}

function relationsOf(streams: readonly Stream[]): readonly Relation[] {
  const names = new Set(streams.map(({ name }) => name));
  return relations.filter(({ child }) => names.has(child));
}

function lineOf({ child, fields, parent, isOptional, isUnique }: Relation): string {
  const label = fields.length === 1 ? fields.join() : `"${fields.join(", ")}"`;
  return `${parent} ${isOptional === true ? "|o" : "||"}--o${isUnique === true ? "|" : "{"} ${child} : ${label}`;
}

function tableOf(streams: readonly Stream[]): string {
  return [
    row(["Stream", "Primary key", "Cursor", "Synced rows", "Deleted rows", "Trackable"]),
    row([":---", ":---", ":---", ":---", ":---", ":---"]),
    ...streams.map((stream) => {
      const cursor = cursorOf(stream);
      return row([
        `\`${stream.name}\``,
        codes(stream.primaryKey),
        cursor === undefined ? "" : `\`${cursor}\``,
        syncedRowsOf(stream),
        deletedRowsOf(stream),
        isTrackable(stream) ? "yes" : "no",
      ]);
    }),
  ].join("\n");
}

/** Describes the rows of an incremental sync, or of a full refresh if there is no incremental mode. */
function syncedRowsOf({ reading }: Stream): string {
  switch (reading.by) {
    case "list":
    case "file":
      return "all rows";
    case "snapshot":
      return "today's row";
    case "newest_first":
      return "new rows";
    case "compared":
    case "lookup":
      return "new and changed rows";
    case "analytics":
    case "report":
      return `new days, and by default the last ${lookbacksOf(reading).join(", once a week ")} again`;
  }
}

/** Returns the default lookback window in days, and the longer one if there is one. */
function lookbacksOf(reading: DayReading): readonly number[] {
  const config = parseConfig({ credentials: { auth_method: "access_token", access_token: "token" } }, {});
  return [...new Set([false, true].map((coversUploads) => lookbackOf(reading, config, undefined, coversUploads)))];
}

/** Describes what happens to rows of deleted entities without tracking. */
function deletedRowsOf(stream: Stream): string {
  const { reading, archives } = stream;
  if (archives === true || requestsArchived(stream)) return "archived";
  switch (reading.by) {
    case "list":
    case "file":
      return "overwritten";
    case "compared":
    case "newest_first":
    case "lookup":
      return "kept until overwritten";
    case "snapshot":
    case "analytics":
    case "report":
      return "kept";
  }
}

/** Returns whether a stream requests archived entities, which Pinterest otherwise omits from the list. */
function requestsArchived({ parameters }: Stream): boolean {
  const statuses = parameters?.(defaultRun).entity_statuses;
  return Array.isArray(statuses) && statuses.includes("ARCHIVED");
}
