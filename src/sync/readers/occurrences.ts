import type { JsonObject } from "../../json.ts";
import type { ListPage } from "../../pinterest/responses/pages.ts";
import type { Stream } from "../../streams/stream.ts";

/**
 * Numbers the rows of a partition among those that are equal in all that identifies them, from 1. Only a read of all pages
 * knows the numbers.
 * @param pages the partition's pages from the first one on
 */
export async function* withOccurrences(
  pages: AsyncIterable<ListPage>,
  { field, of }: NonNullable<Stream["occurrence"]>,
): AsyncGenerator<ListPage> {
  const counts = new Map<string, number>();
  const numbered = (row: JsonObject): JsonObject => {
    const equal = JSON.stringify(of.map((name) => row[name] ?? null));
    const count = (counts.get(equal) ?? 0) + 1;
    counts.set(equal, count);
    return { ...row, [field]: count };
  };
  for await (const page of pages) {
    if (page.restarted === true) counts.clear();
    yield { ...page, rows: page.rows.map(numbered) };
  }
}
