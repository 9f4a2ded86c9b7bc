import type { OpenApiDocument } from "./document.ts";
import { readShape } from "./read-shape.ts";
import type { Shape } from "./shape.ts";

/**
 * Names the keys of a row's maps by metric (`metrics`, and `data_status` of the top Pins). They are the metrics that
 * can be asked for and those of the document's example, which knows more. Values keep the type the document gives the
 * map: `number` even for counts, as it says `integer` only where it means it (`lifetime_metrics`).
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
