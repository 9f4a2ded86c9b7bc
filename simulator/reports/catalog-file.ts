import { asText, type Json, type JsonObject } from "../json.ts";

/** Yields the text of a catalog report. Pinterest doesn't document the format. */
export function* catalogText(rows: readonly JsonObject[], columns: readonly string[]): Generator<string> {
  const quoted = (text: string) => (/[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  yield `\uFEFF${columns.join()}\r\n`;
  for (const row of rows) yield `${columns.map((name) => quoted(plain(row[name]) ?? "")).join()}\r\n`;
}

export const plain = (value: Json | undefined) => asText(value) || null;
