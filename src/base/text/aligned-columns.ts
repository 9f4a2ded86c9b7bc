import { grouped } from "./count-of.ts";

/** Aligns the first column of a table to the left and the others, numbers and their titles, to the right. */
export function alignedColumns(table: readonly (readonly (string | number)[])[]): string {
  const rows = table.map((row) => row.map((cell) => (typeof cell === "number" ? grouped(cell) : cell)));
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const align = (text: string, column: number) =>
    column === 0 ? text.padEnd(widthOf(column)) : text.padStart(widthOf(column));
  return rows.map((row) => row.map(align).join("  ").trimEnd()).join("\n");
}
