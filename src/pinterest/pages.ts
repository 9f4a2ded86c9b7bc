import type { Caller, PinterestClient } from "./client.ts";
import { type Operation, operationNamed, type Parameters } from "./operations.ts";
import { type Page, pageOf, type RowShape } from "./rows.ts";

/**
 * The pages of an operation, one after the other, as long as the API hands out bookmarks: a short or an empty page is
 * not the last one (seen live on /pins and the searches). The longest page that the operation allows is asked for.
 * Lists that can also be counted through (`start_index`) are, where a full page comes without a bookmark.
 * A bookmark that came before would go round in circles: it counts as a damaged answer.
 * @param bookmark where to go on, as an earlier page said; undefined: from the beginning
 */
export async function* pages(
  client: PinterestClient,
  operationId: string,
  rows: RowShape,
  parameters: Parameters,
  caller: Caller,
  bookmark?: string,
): AsyncGenerator<Page> {
  const operation = operationNamed(operationId);
  const seen = new Set<string>();
  let next = bookmark ?? null;
  let passed = bookmark === undefined ? 0 : indexIn(bookmark);
  do {
    const here: string | null = next;
    if (here !== null) seen.add(here);
    const page: Page = await client.ask(
      operationId,
      { ...parameters, ...sizeOf(operation), ...(here === null ? {} : pointer(here)) },
      caller,
      (body) => {
        const decoded = pageOf(body, rows);
        if (decoded.bookmark !== null && seen.has(decoded.bookmark))
          throw new Error("the bookmark was handed out before");
        return decoded;
      },
    );
    passed = passed === undefined ? undefined : passed + page.rows.length;
    next = page.bookmark ?? indexAfter(page, operation, passed);
    yield { ...page, bookmark: next };
  } while (next !== null);
}

/** Marks a place in a list by its index. Bookmarks of the API are base64, and so cannot look like this. */
const indexMark = "start_index=";

function sizeOf({ pageSize }: Operation): Parameters {
  return pageSize === null ? {} : { page_size: pageSize };
}

function pointer(here: string): Parameters {
  const index = indexIn(here);
  return index === undefined ? { bookmark: here } : { start_index: index };
}

/** The index that a place is marked by; undefined when it is marked by a bookmark of the API. */
function indexIn(mark: string): number | undefined {
  return mark.startsWith(indexMark) ? Number(mark.slice(indexMark.length)) : undefined;
}

/** The place behind a full page that has no bookmark, in a list that can be counted through. */
function indexAfter({ rows }: Page, { query, pageSize }: Operation, passed: number | undefined): string | null {
  const goesOn = passed !== undefined && "start_index" in query && pageSize !== null && rows.length >= pageSize;
  return goesOn ? `${indexMark}${passed}` : null;
}
