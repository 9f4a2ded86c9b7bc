import type { Json } from "../../src/base/json.ts";

const width = 120;

/** Formats JSON with each value on one line if it fits or has no nesting, so that a schema has one line per field. */
export function jsonText(value: Json, taken = 0, indent = ""): string {
  const line = oneLine(value);
  if (taken + line.length <= width || typeof value !== "object" || value === null || isFlat(value)) return line;
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

/** Whether an object contains only scalars and lists of them. */
function isFlat(value: object): boolean {
  const isScalar = (member: unknown) => typeof member !== "object" || member === null;
  return (
    !Array.isArray(value) &&
    Object.values(value).every((member) => isScalar(member) || (Array.isArray(member) && member.every(isScalar)))
  );
}

function oneLine(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(oneLine).join(", ")}]`;
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [`${JSON.stringify(name)}: ${oneLine(member)}`],
  );
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
