import type { Json } from "../../src/json.ts";

const width = 120;

/** JSON text with each value on one line where that fits, so that a schema is a line a field. */
export function jsonText(value: Json, taken = 0, indent = ""): string {
  const line = oneLine(value);
  if (taken + line.length <= width || typeof value !== "object" || value === null) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => `${inner}${jsonText(item, inner.length + 1, inner)}`);
    return `[\n${items.join(",\n")}\n${indent}]`;
  }
  const members = Object.entries(value).flatMap(([name, member]) => {
    if (member === undefined) return [];
    const start = `${inner}${JSON.stringify(name)}: `;
    return [`${start}${jsonText(member, start.length + 1, inner)}`];
  });
  return `{\n${members.join(",\n")}\n${indent}}`;
}

function oneLine(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(oneLine).join(", ")}]`;
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [`${JSON.stringify(name)}: ${oneLine(member)}`],
  );
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
