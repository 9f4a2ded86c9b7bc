import { LosslessNumber, parse, stringify } from "lossless-json";
import type { BodyCorruption } from "./fault.ts";

/** Applies a fault to a response body, if it can. @param bookmark the bookmark of the request */
export function corrupted(text: string, corruption: BodyCorruption, bookmark: string | null): string {
  return stringify(corruptedValue(parse(text), corruption, bookmark)) ?? text;
}

function corruptedValue(body: unknown, corruption: BodyCorruption, bookmark: string | null): unknown {
  switch (corruption.kind) {
    case "repeat_bookmark":
      return isRecord(body) && bookmark !== null ? { ...body, bookmark } : body;
    case "repeat_rows":
      return withLists(body, (rows) => [...rows, ...rows.slice(0, corruption.count)]);
    case "drop_rows":
      return withLists(body, (rows) => rows.slice(corruption.count));
    case "ids_as_numbers":
      return withNumbers(body);
    case "fields": {
      let found = false;
      const changed = withLists(body, (rows) => {
        found = true;
        return rows.map((row) => (isRecord(row) ? { ...row, ...corruption.fields } : row));
      });
      // A report without rows is an empty object; with fields it would no longer be one.
      const isRow = !found && isRecord(body) && Object.keys(body).length > 0;
      return isRow ? { ...body, ...corruption.fields } : changed;
    }
  }
}

/** Applies a change to the outermost arrays, which hold the rows. */
function withLists(value: unknown, change: (rows: readonly unknown[]) => readonly unknown[]): unknown {
  if (Array.isArray(value)) return change(value);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withLists(member, change)]));
}

/** Converts numeric IDs from strings to numbers. */
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
