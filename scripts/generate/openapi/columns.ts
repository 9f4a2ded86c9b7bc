import type { Stream } from "../../../src/streams/stream.ts";
import { columnShape } from "./column-types.ts";
import type { OpenApiDocument } from "./document.ts";
import { readShape } from "./read-shape.ts";
import type { Shape } from "./shape.ts";
import { mergeShapes } from "./shape.ts";

/** Columns of report rows besides the requested ones, by level and granularity. */
const implicitColumns: readonly string[] = [
  "DATE",
  "DATE_RANGE",
  "HOUR",
  "START_DATE",
  "END_DATE",
  "TARGETING_TYPE",
  "TARGETING_VALUE",
  "KEYWORD_ID",
  "PRODUCT_ITEM_ID",
  "ROW_ID",
];

/** Returns the columns that ads analytics operations accept, which are the same for all. */
export function readMetricColumns(document: OpenApiDocument, operation = "campaigns/analytics"): readonly string[] {
  const parameter = document.operation(operation).parameters.find(({ name }) => name === "columns");
  return nonEmpty(readShape(document, parameter?.schema).items?.values, operation);
}

/** Returns the columns that a report accepts. */
function readReportColumns(document: OpenApiDocument, operation = "analytics/create_report"): readonly string[] {
  const columns = readShape(document, document.requestSchema(operation)).properties.get("columns");
  return nonEmpty(columns?.items?.values, operation);
}

/** Adds the possible columns to a row of ads analytics: those that can be requested, and the key. */
export function nameColumns(document: OpenApiDocument, stream: Stream, row: Shape): Shape {
  const columns = columnsOf(document, stream);
  return columns.length === 0 ? row : withColumns(row, [...columns, ...stream.primaryKey]);
}

/** Returns a row with all possible columns of a report. */
export function readReportRow(document: OpenApiDocument): Shape {
  return withColumns(noRow, [...readReportColumns(document), ...implicitColumns]);
}

/** A row without fields. */
export const noRow: Shape = { types: ["object"], properties: new Map() };

function columnsOf(document: OpenApiDocument, { operation, reading }: Stream): readonly string[] {
  if (reading.by === "report") {
    const ofPeriods = reading.alignedTo === undefined ? [] : ["DATE_RANGE"];
    return ["AD_ACCOUNT_ID", reading.id, ...ofPeriods, ...requestedColumns(document, operation)];
  }
  const takesColumns = document.operation(operation).parameters.some(({ name }) => name === "columns");
  return takesColumns ? ["AD_ACCOUNT_ID", ...readMetricColumns(document, operation)] : [];
}

/** Returns the columns that streams request from a report operation. */
function requestedColumns(document: OpenApiDocument, operation: string): readonly string[] {
  switch (operation) {
    case "analytics/create_report": {
      const known = new Set(readReportColumns(document));
      return readMetricColumns(document).filter((column) => known.has(column));
    }
    // A user's template, which can have any columns.
    case "analytics/create_template_report":
      return [...readReportColumns(document), ...implicitColumns];
    default:
      return readReportColumns(document, operation);
  }
}

function withColumns(row: Shape, columns: readonly string[]): Shape {
  const properties = new Map(row.properties);
  for (const column of columns) {
    const documented = row.properties.get(column);
    const shape = columnShape(column);
    properties.set(column, documented === undefined ? shape : mergeShapes(shape, documented));
  }
  return { ...row, properties };
}

/** Renders the lists, in the order of the document. */
export function renderColumns(document: OpenApiDocument): string {
  return `// Generated from Pinterest's OpenAPI document by \`npm run generate\`. Do not edit.

/** Columns of synchronous ads analytics. */
export const metricColumns: readonly string[] = [
${wrapped(readMetricColumns(document))}
];

/** Columns of reports. */
export const reportColumns: readonly string[] = [
${wrapped(readReportColumns(document))}
];

/** Columns of marketing mix model reports. */
export const mixModelColumns: readonly string[] = [
${wrapped(readReportColumns(document, "analytics/create_mmm_report"))}
];

/** Columns of conversion product reports. */
export const conversionProductColumns: readonly string[] = [
${wrapped(readReportColumns(document, "analytics/create_conversion_product_report"))}
];
`;
}

function nonEmpty(columns: readonly string[] | undefined, operation: string): readonly string[] {
  if (columns === undefined || columns.length === 0) throw new Error(`${operation} lists no columns.`);
  return columns;
}

/** Formats strings as array items, as many per line as fit. */
function wrapped(texts: readonly string[]): string {
  const lines: string[] = [];
  for (const text of texts) {
    const item = `${JSON.stringify(text)},`;
    const line = lines.at(-1);
    if (line === undefined || line.length + item.length + 1 > 120) lines.push(`  ${item}`);
    else lines[lines.length - 1] = `${line} ${item}`;
  }
  return lines.join("\n");
}
