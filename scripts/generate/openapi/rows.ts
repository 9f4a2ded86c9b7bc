import { rowPathOf } from "../../../src/pinterest/responses/find-rows.ts";
import type { Step } from "../../../src/pinterest/responses/row-paths.ts";
import type { Stream } from "../../../src/streams/stream.ts";
import { noRow } from "./columns.ts";
import type { OpenApiDocument } from "./document.ts";
import { readShape } from "./read-shape.ts";
import type { Shape } from "./shape.ts";
import { textShape } from "./shape.ts";

/** Returns the shape of a row in the response to a stream's operation. */
export function readRow(document: OpenApiDocument, { operation, rows }: Stream): Shape {
  const path = rowPathOf(rows);
  if (path === undefined) return noRow;
  if (path.row.is === "named") {
    // The document declares no response. The label can accompany the name.
    const fields = [path.row.fields[0], "name"];
    return {
      ...noRow,
      properties: new Map(fields.map((field) => [field, textShape()])),
    };
  }
  const added = new Map<string, Shape>();
  let shape = readShape(document, document.responseSchema(operation));
  for (const step of path.steps) {
    // The document of today has no wrappers.
    if (step.into === "wrapper") continue;
    const next = nextOf(shape, step);
    if (next === undefined) throw new Error(`The response of ${operation} is not of the form "${rows}".`);
    if (step.into === "entries" && step.keyAs !== undefined) {
      added.set(step.keyAs, textShape());
    }
    for (const name of step.into === "optional_field" ? (step.inherited ?? []) : []) {
      const member = shape.properties.get(name);
      if (member === undefined) throw new Error(`The response of ${operation} has no "${name}" for its rows.`);
      added.set(name, member);
    }
    shape = next;
  }
  if (path.row.is === "text") {
    const { field } = path.row;
    return { ...noRow, properties: new Map([...added, [field, textShape()]]) };
  }
  return { ...shape, properties: new Map([...shape.properties, ...added]) };
}

/** Returns the shape to which a step leads. An object without declared members can be a map. */
function nextOf({ items, entries, properties }: Shape, step: Exclude<Step, { into: "wrapper" }>): Shape | undefined {
  if (step.into === "items") return items;
  if (step.into !== "entries") return properties.get(step.name);
  return entries ?? (properties.size === 0 ? noRow : undefined);
}
