import type { RowShape } from "../../src/pinterest/rows.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { noRow } from "./columns.ts";
import type { OpenApiDocument } from "./document.ts";
import { readShape } from "./read-shape.ts";
import type { Shape } from "./shape.ts";
import { textShape } from "./shape.ts";

/** One step from an answer towards its rows: a field by its name, each item of an array, each entry of a map. */
type Step = { readonly field: string } | "item" | "entry";

interface RowPlace {
  readonly steps: readonly Step[];
  /** Fields that a row gets from outside of it. */
  readonly added?: Readonly<Record<string, Shape>>;
}

const dailyMetrics: readonly Step[] = ["entry", { field: "daily_metrics" }, "item"];

/** Where the document has the rows; null where it does not describe them. */
const places: Readonly<Record<RowShape, RowPlace | null>> = {
  items: { steps: [{ field: "items" }, "item"] },
  object: { steps: [] },
  array: { steps: ["item"] },
  pins: { steps: [{ field: "pins" }, "item"] },
  daily_metrics: { steps: dailyMetrics },
  daily_metrics_by_pin: {
    steps: ["entry", ...dailyMetrics],
    added: { pin_id: textShape({ description: "The Pin that the numbers belong to." }) },
  },
  // The document has these rows as objects without a field; what is in their `metrics` is flat beside the others here.
  targeting_metrics: { steps: [{ field: "data" }, "item"] },
  report: null,
};

/** The shape of a row in the answer to a stream's operation. */
export function readRow(document: OpenApiDocument, { operation, rows }: Stream): Shape {
  const place = places[rows];
  if (place === null) return noRow;
  const { steps, added = {} } = place;
  let shape = readShape(document, document.responseSchema(operation));
  for (const step of steps) {
    const next = step === "item" ? shape.items : step === "entry" ? shape.entries : shape.properties.get(step.field);
    if (next === undefined) throw new Error(`The answer of ${operation} is not of the form "${rows}".`);
    shape = next;
  }
  return { ...shape, properties: new Map([...shape.properties, ...Object.entries(added)]) };
}
