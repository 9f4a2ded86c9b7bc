import { ApiError } from "./api-error.ts";
import type { ApiClient, Caller } from "./client.ts";
import { type Operation, operationNamed, type Parameters } from "./operations.ts";
import { type Page, pageOf, type RowShape } from "./rows.ts";

/** A page of a list. `restarted`: a bookmark was of no use any more, and this is the list's first page again. */
export interface ListPage extends Page {
  readonly restarted?: true;
}

/**
 * The pages of an operation, one after the other, as long as the API hands out bookmarks: a short or an empty page is
 * not the last one (seen live on /pins and the searches). The longest page that the operation allows is asked for.
 * Lists that can also be counted through (`start_index`) are, where a full page comes without a bookmark.
 * A bookmark that came before would go round in circles: it counts as a damaged answer. One that is refused, of this
 * read or an earlier one, has expired: the list is read from the beginning, once.
 * @param bookmark where to go on, as an earlier page said; undefined: from the beginning
 */
export async function* pages(
  client: ApiClient,
  operationId: string,
  rows: RowShape,
  parameters: Parameters,
  caller: Caller,
  bookmark?: string,
): AsyncGenerator<ListPage> {
  const operation = operationNamed(operationId);
  const ask = (here: string | null, seen: ReadonlySet<string>) =>
    client.ask(
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
  let seen = new Set<string>();
  let next = bookmark ?? null;
  let passed = bookmark === undefined ? 0 : indexIn(bookmark);
  let hasRestarted = false;
  do {
    if (next !== null) seen.add(next);
    let page: ListPage;
    try {
      page = await ask(next, seen);
    } catch (error) {
      if (next === null || !mayHaveExpired(error)) throw error;
      if (hasRestarted) throw refusedAgain(error);
      hasRestarted = true;
      seen = new Set();
      passed = 0;
      page = { ...(await ask(null, seen)), restarted: true };
    }
    passed = passed === undefined ? undefined : passed + page.rows.length;
    next = page.bookmark ?? indexAfter(page, operation, passed);
    yield { ...page, bookmark: next };
  } while (next !== null);
}

/** What a request with a bookmark may be refused with when the same without one is taken. */
function mayHaveExpired(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.kind === "invalid_request" || error.kind === "not_found");
}

/** Not the user's doing, nor a thing that is gone: the beginning of the list was there a moment ago. */
function refusedAgain({ operation, status, code, reason, requestId }: ApiError): ApiError {
  return new ApiError({
    kind: "server_fault",
    operation,
    status,
    code,
    reason: `a bookmark was refused, and again after a new beginning: ${reason}`,
    requestId,
  });
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
