import type { OpenApiDocument } from "./document.ts";
import { readShape } from "./read-shape.ts";
import type { Shape } from "./shape.ts";

/**
 * Names the keys of a row's maps by metric (`metrics`, and `data_status` of top Pins): the metrics that can be
 * requested, and those of the document's example, which has more. Values keep the type of the map in the document:
 * `number` even for counts, since it declares `integer` where it applies (`lifetime_metrics`).
 */
export function nameMetrics(document: OpenApiDocument, operation: string, row: Shape): Shape {
  const parameter = document.operation(operation).parameters.find(({ name }) => name === "metric_types");
  if (parameter === undefined) return row;
  const names = new Set(readShape(document, parameter.schema).items?.values);
  for (const name of Object.keys(row.properties.get("metrics")?.example ?? {})) names.add(name);
  const properties = [...row.properties].map(([name, shape]): [string, Shape] => {
    const { entries } = shape;
    if (entries === undefined) return [name, shape];
    return [name, { ...shape, properties: new Map([...names].map((metric) => [metric, entries])) }];
  });
  return { ...row, properties: new Map(properties) };
}
