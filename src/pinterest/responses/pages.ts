import type { ApiClient, Caller } from "../client.ts";
import { ApiError } from "../errors/api-error.ts";
import { type Operation, operationNamed, type Parameters } from "../operations/operations.ts";
import { type Page, pageOf, type RowShape } from "./find-rows.ts";
import { PageHistory } from "./page-history.ts";
import { requiredFields } from "./required-fields.ts";

/** A page of a list. `restarted`: a bookmark was of no use any more, and this is the list's first page again. */
export interface ListPage extends Page {
  readonly restarted?: true;
}

/** What a list is read by. A stream is one. */
export interface ListSource {
  readonly operation: string;
  readonly rows: RowShape;
  /** The fields that tell its records apart. */
  readonly primaryKey?: readonly string[];
  /** Those fields of records that rows do not have: they are the same for the whole list. */
  readonly fromRequest?: Readonly<Record<string, string>>;
}

/**
 * Reads the pages of a list, one after the other, as long as the API hands out bookmarks: a short or an empty page is
 * not the last one (seen live on /pins and the searches). The longest page that the operation allows is asked for.
 * Lists that can also be counted through (`start_index`) are, where a full page comes without a bookmark.
 * A list that goes in circles is an invalid response. A bookmark that is rejected, of this read or an earlier one, has
 * expired: the list is read from the beginning, once.
 * @param bookmark where to go on, as an earlier page said; undefined: from the beginning
 * @throws ApiError; its kind is `access_lost` where access is denied after the first page, also one of an earlier read
 */
export async function* pages(
  client: ApiClient,
  { operation: operationId, rows, primaryKey = [], fromRequest = {} }: ListSource,
  parameters: Parameters,
  caller: Caller,
  bookmark?: string,
): AsyncGenerator<ListPage> {
  const operation = operationNamed(operationId);
  const key = primaryKey.filter((field) => !(field in fromRequest));
  let history = new PageHistory(key);
  let seen = new Set<string>();
  const ask = (here: string | null) =>
    client.call(
      operationId,
      { ...parameters, ...sizeOf(operation), ...(here === null ? {} : pointer(here)) },
      caller,
      (body) => {
        const decoded = pageOf(body, rows, requiredFields[operationId]);
        if (decoded.bookmark !== null && seen.has(decoded.bookmark))
          throw new Error("the bookmark was handed out before");
        history.add(decoded.rows, decoded.bookmark === null);
        return decoded;
      },
    );
  let next = bookmark ?? null;
  let passed = bookmark === undefined ? 0 : indexIn(bookmark);
  let hasRestarted = false;
  do {
    if (next !== null) seen.add(next);
    let page: ListPage;
    try {
      page = await ask(next);
    } catch (error) {
      if (next === null) throw error;
      if (!mayHaveExpired(error)) throw inMidList(error);
      if (hasRestarted) throw rejectedAgain(error);
      hasRestarted = true;
      history = new PageHistory(key);
      seen = new Set();
      passed = 0;
      try {
        page = { ...(await ask(null)), restarted: true };
      } catch (again) {
        throw inMidList(again);
      }
    }
    passed = passed === undefined ? undefined : passed + page.rows.length;
    next = page.bookmark ?? indexAfter(page, operation, passed);
    yield { ...page, bookmark: next };
  } while (next !== null);
}

/** An error of a page behind the first: a list that was open until then is not one that may not be read at all. */
function inMidList(error: unknown): unknown {
  const isDenied = error instanceof ApiError && (error.kind === "permission_denied" || error.kind === "no_catalog");
  return isDenied ? error.as("access_lost") : error;
}

/** What a request with a bookmark may be rejected with when the same without one is accepted. */
function mayHaveExpired(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.kind === "invalid_request" || error.kind === "not_found");
}

/** Not the user's doing, nor a thing that is gone: the beginning of the list was there a moment ago. */
function rejectedAgain(error: ApiError): ApiError {
  return error.as("server_fault", `a bookmark was rejected, and again after a new beginning: ${error.reason}`);
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
