import type { ApiClient } from "../client.ts";
import { ApiError, type ApiErrorKind } from "../errors/api-error.ts";
import { type Operation, operationNamed, type Parameters } from "../operations/operations.ts";
import type { Caller } from "../send-request.ts";
import { type FoundRows, pageOf, type RowShape } from "./find-rows.ts";
import { PageHistory } from "./page-history.ts";
import { requiredFields } from "./required-fields.ts";

/** A page of a list. `restarted`: a bookmark had expired, and this is the first page again. */
export interface ListPage extends FoundRows {
  readonly restarted?: true;
}

/** The properties of a list. Streams have them. */
export interface ListSource {
  readonly operation: string;
  readonly rows: RowShape;
  /** The fields that identify a record. */
  readonly primaryKey?: readonly string[];
  /** Fields of records that come from the request and not from the rows. */
  readonly fromRequest?: Readonly<Record<string, string>>;
}

/**
 * The pages of a list, until a page has no bookmark. Short and empty pages can be followed by more, as on /pins and
 * in searches. Requests the maximum page size. After a full page without a bookmark, continues by `start_index` if the
 * operation has it. A loop is an invalid response. A rejected bookmark has expired: the list restarts from the first page, once. A
 * bookmark of an earlier read also counts as expired if its request fails in another way. A row that repeats on the same or the next
 * page, as when new rows at the top shift the list, is returned once.
 */
export class ListPages {
  readonly #client: ApiClient;
  readonly #source: ListSource;
  readonly #operation: Operation;
  readonly #parameters: Parameters;
  readonly #key: readonly string[];
  #history: PageHistory;
  /** The position of the next page; null: the first page. */
  #next: string | null;
  /** The number of rows before the next page; undefined: unknown. */
  #passed: number | undefined;
  #hasRestarted = false;
  /** Whether the next page is at the bookmark of an earlier read. */
  #isResuming: boolean;

  /** @param bookmark the bookmark of an earlier page to resume from; undefined: the first page */
  constructor(client: ApiClient, source: ListSource, parameters: Parameters, bookmark?: string) {
    const { primaryKey = [], fromRequest = {} } = source;
    this.#client = client;
    this.#source = source;
    this.#operation = operationNamed(source.operation);
    this.#parameters = parameters;
    this.#key = primaryKey.filter((field) => !(field in fromRequest));
    this.#history = new PageHistory(this.#key);
    this.#next = bookmark ?? null;
    this.#passed = bookmark === undefined ? 0 : indexIn(this.#operation, bookmark);
    this.#isResuming = bookmark !== undefined;
  }

  /**
   * Requests the next page, which the one before announced.
   * @throws ApiError, of the kind `access_lost` if access is denied after the first page of this read
   */
  async next(caller: Caller): Promise<ListPage> {
    const { received, ...page } = await this.#requestOrRestart(caller);
    this.#isResuming = false;
    this.#passed = this.#passed === undefined ? undefined : this.#passed + received;
    const next = page.bookmark ?? indexAfter(received, this.#operation, this.#passed);
    this.#next = next;
    return { ...page, bookmark: next };
  }

  async #requestOrRestart(caller: Caller) {
    try {
      return await this.#request(caller);
    } catch (error) {
      if (this.#next === null) throw error;
      if (!mightHaveExpired(error, this.#isResuming)) throw inMidList(error);
      if (this.#hasRestarted) throw rejectedAgain(error);
    }
    this.#hasRestarted = true;
    this.#next = null;
    this.#passed = 0;
    try {
      return { ...(await this.#request(caller)), restarted: true as const };
    } catch (again) {
      throw this.#isResuming ? again : inMidList(again);
    }
  }

  #request(caller: Caller) {
    const { operation: id, rows } = this.#source;
    const position = this.#next === null ? {} : positionParameter(this.#operation, this.#next);
    const parameters = { ...this.#parameters, ...sizeOf(this.#operation), ...position };
    return this.#client.call(id, parameters, caller, (body) => {
      const decoded = pageOf(body, rows, requiredFields[id]);
      // The first page can be requested several times, to find values that the API rejects.
      if (this.#next === null) this.#history = new PageHistory(this.#key);
      const distinct = this.#history.add(decoded.rows, decoded.bookmark === null);
      return { ...decoded, rows: distinct, received: decoded.rows.length };
    });
  }
}

/** Reads the pages of a list. See `ListPages`. */
export async function* pages(
  client: ApiClient,
  source: ListSource,
  parameters: Parameters,
  caller: Caller,
  bookmark?: string,
): AsyncGenerator<ListPage> {
  const list = new ListPages(client, source, parameters, bookmark);
  let page: ListPage;
  do {
    page = await list.next(caller);
    yield page;
  } while (page.bookmark !== null);
}

/** Converts an error after the first page: a denial then differs from a list without any access. */
function inMidList(error: unknown): unknown {
  const isDenied = error instanceof ApiError && (error.kind === "permission_denied" || error.kind === "no_catalog");
  return isDenied ? error.as("access_lost") : error;
}

/** The errors of any request, which say nothing about a bookmark. */
const generalKinds: ReadonlySet<ApiErrorKind> = new Set([
  "rate_limited",
  "network",
  "authentication",
  "authorization_grant",
  "missing_scope",
]);

/**
 * Returns whether an error might be due to an expired bookmark. With one of an earlier read, every error might be that is not of
 * any request: if the bookmark were kept, each later read would begin with it, and fail as well.
 */
function mightHaveExpired(error: unknown, isResuming: boolean): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  return (
    error.kind === "invalid_request" || error.kind === "not_found" || (isResuming && !generalKinds.has(error.kind))
  );
}

/** Converts the rejection of a second bookmark to a server error: the request is valid, since the first page succeeded. */
function rejectedAgain(error: ApiError): ApiError {
  return error.as(
    "server_fault",
    `a bookmark was rejected, and again after a restart from the first page: ${error.reason}`,
  );
}

/** Prefix of positions by index. Bookmarks of the API are base64, so they can't start like this. */
const indexPrefix = "start_index=";
const indexPosition = /^start_index=(\d{1,9})$/u;

function sizeOf({ pageSize }: Operation): Parameters {
  return pageSize === null ? {} : { page_size: pageSize };
}

function positionParameter(operation: Operation, position: string): Parameters {
  const index = indexIn(operation, position);
  return index === undefined ? { bookmark: position } : { start_index: index };
}

/** Returns the index of a position; undefined if the position is a bookmark. An edited state can have any position. */
function indexIn({ query }: Operation, position: string): number | undefined {
  const [, index] = ("start_index" in query ? indexPosition.exec(position) : undefined) ?? [];
  return index === undefined ? undefined : Number(index);
}

/** Returns the position after a full page without a bookmark, if the operation supports `start_index`. */
function indexAfter(received: number, { query, pageSize }: Operation, passed: number | undefined): string | null {
  const continues = passed !== undefined && "start_index" in query && pageSize !== null && received >= pageSize;
  return continues ? `${indexPrefix}${passed}` : null;
}
