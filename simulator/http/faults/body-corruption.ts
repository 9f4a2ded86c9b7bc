import { LosslessNumber, parse, stringify } from "lossless-json";
import type { JsonObject } from "../../json.ts";
import type { Fault } from "./fault.ts";

/** Applies a fault to a response body, if it can. @param bookmark the bookmark of the request */
export function corrupted(text: string, fault: Fault, bookmark: string | null): string {
  const corruption = corruptionOf(fault, bookmark);
  return corruption === undefined ? text : (stringify(corruption(parse(text))) ?? text);
}

function corruptionOf(fault: Fault, bookmark: string | null): ((body: unknown) => unknown) | undefined {
  const { repeat_rows: repeated, fields } = fault;
  if (fault.repeat_bookmark === true)
    return (body) => (isRecord(body) && bookmark !== null ? { ...body, bookmark } : body);
  if (repeated !== undefined) return (body) => withLists(body, (rows) => [...rows, ...rows.slice(0, repeated)]);
  if (fault.ids_as_numbers === true) return (body) => withNumbers(body);
  if (fields !== undefined) return (body) => withFields(body, fields);
  return undefined;
}

function withFields(body: unknown, fields: JsonObject): unknown {
  let found = false;
  const changed = withLists(body, (rows) => {
    found = true;
    return rows.map((row) => (isRecord(row) ? { ...row, ...fields } : row));
  });
  // A report without rows is an empty object; with fields it would no longer be one.
  const isRow = !found && isRecord(body) && Object.keys(body).length > 0;
  return isRow ? { ...body, ...fields } : changed;
}

/** Applies a change to the outermost arrays, which hold the rows. */
function withLists(value: unknown, change: (rows: readonly unknown[]) => readonly unknown[]): unknown {
  if (Array.isArray(value)) return change(value);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withLists(member, change)]));
}

function withNumbers(value: unknown, isId = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withNumbers(item, isId));
  if (isRecord(value)) {
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([name, member]) => [name, withNumbers(member, /(?:^|_)ids?$/iu.test(name))]),
    );
  }
  return isId && typeof value === "string" && /^[1-9]\d*$/u.test(value) ? new LosslessNumber(value) : value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof LosslessNumber);
}
