import type { Caller } from "../caller.ts";
import type { ApiClient } from "../client.ts";
import { ApiError, type ApiErrorKind } from "../errors/api-error.ts";
import { isAboutDepth } from "../errors/classify-error.ts";
import { type Operation, operationNamed, type Parameters } from "../operations/operations.ts";
import { type FoundRows, pageOf, type RowShape } from "./find-rows.ts";
import { PageHistory } from "./page-history.ts";
import { requiredFields } from "./required-fields.generated.ts";

/**
 * A page of a list. `restarted`: why a bookmark counts as expired, so that this is the first page again. `capped`: why the list ends
 * here, without rows, although it has more.
 */
export interface ListPage extends FoundRows {
  readonly restarted?: ApiError;
  readonly capped?: ApiError;
}

/** The properties of a list. Streams have them. */
interface ListSource {
  readonly operation: string;
  readonly rows: RowShape;
  /** The fields that identify a record. */
  readonly primaryKey?: readonly string[];
  /** Fields of records that come from the request and not from the rows. */
  readonly fromRequest?: Readonly<Record<string, string>>;
}

/**
 * Reads the pages of a list, until a page has no bookmark. Short and empty pages can be followed by more, as on /pins and
 * in searches. Requests the maximum page size. After a full page without a bookmark, continues by `start_index` if the
 * operation has it. A loop is an invalid response. Beyond Pinterest's cap of depth, the
 * list ends. A rejected bookmark has expired: the list restarts from the first page, once. A
 * bookmark of an earlier read also counts as expired on any other error about the list. A row that repeats on the same or
 * the next page, as when new rows at the top shift the list, is returned once. If a page says that rows are missing, the list is read
 * to its end before that is an error.
 * @param bookmark the bookmark of an earlier page to resume from; undefined: the first page
 * @throws ApiError, of the kind `access_lost` if access is denied after the first page of this read
 */
export async function* pages(
  client: ApiClient,
  { operation: id, rows, primaryKey = [], fromRequest = {} }: ListSource,
  parameters: Parameters,
  caller: Caller,
  bookmark?: string,
): AsyncGenerator<ListPage> {
  const operation = operationNamed(id);
  const key = primaryKey.filter((field) => !(field in fromRequest));
  let history = new PageHistory(key);
  /** The position of the next page; null: the first page. */
  let next = bookmark ?? null;
  /** The number of rows before the next page; undefined: unknown. */
  let passed = bookmark === undefined ? 0 : indexIn(operation, bookmark);
  let hasRestarted = false;
  let problem: string | undefined;
  /** Whether the next page is at the bookmark of an earlier read. */
  let isResuming = bookmark !== undefined;

  const request = () =>
    client.call(id, { ...parameters, ...pageParameters(operation, next) }, caller, (body) => {
      const decoded = pageOf(body, rows, requiredFields[id]);
      const distinct = history.add(decoded.rows, decoded.bookmark === null);
      return { ...decoded, rows: distinct, received: decoded.rows.length };
    });
  const requestOrRestart = async () => {
    try {
      return await request();
    } catch (error) {
      if (next === null) throw error;
      if (error instanceof ApiError && isAboutDepth(error.reason))
        return { rows: [], received: 0, bookmark: null, capped: error };
      if (!mightHaveExpired(error, isResuming)) throw inMidList(error);
      if (hasRestarted) throw rejectedAgain(error);
      return await restart(error);
    }
  };
  const restart = async (restarted: ApiError) => {
    hasRestarted = !isResuming;
    history = new PageHistory(key);
    next = null;
    passed = 0;
    try {
      return { ...(await request()), restarted };
    } catch (error) {
      throw isResuming ? error : inMidList(error);
    }
  };

  do {
    const { received, ...page }: ListPage & { readonly received: number } = await requestOrRestart();
    isResuming = false;
    problem ??= page.problem;
    passed = passed === undefined ? undefined : passed + received;
    next = page.bookmark ?? indexAfter(received, operation, passed);
    yield { ...page, bookmark: next };
  } while (next !== null);
  if (problem !== undefined) throw missingRows(id, problem);
}

const missingRows = (operation: string, problem: string) =>
  new ApiError({ kind: "invalid_body", operation, reason: `rows are missing, since ${problem}` });

/** Converts an error after the first page: a denial then differs from a list without any access. */
function inMidList(error: unknown): unknown {
  const isDenied = error instanceof ApiError && (error.kind === "permission_denied" || error.kind === "no_catalog");
  return isDenied ? error.as("access_lost") : error;
}

/** Converts the rejection of a second bookmark: the request is valid, since the first page succeeded. */
function rejectedAgain(error: ApiError): ApiError {
  return error.as(
    "server_fault",
    `a bookmark was rejected, and again after a restart from the first page: ${error.reason}`,
  );
}

/** The errors that any request can have, so that they say nothing about a bookmark. */
const generalKinds: ReadonlySet<ApiErrorKind> = new Set([
  "rate_limited",
  "network",
  "authentication",
  "authorization_grant",
  "missing_scope",
  "app_without_access",
]);

/**
 * Returns whether an error might be due to an expired bookmark. With a bookmark of an earlier read, every error about the list
 * might: if the bookmark were kept, each later read would begin with it, and fail as well.
 */
function mightHaveExpired(error: unknown, isResuming: boolean): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  const { kind, status = 0 } = error;
  // 502 to 504 are of an outage.
  const isGeneral = generalKinds.has(kind) || (kind === "server_fault" && status > 500);
  return kind === "invalid_request" || kind === "not_found" || (isResuming && !isGeneral);
}

/** Prefix of positions by index. Bookmarks of the API are base64, so they can't start like this. */
const indexPrefix = "start_index=";
const indexPosition = /^start_index=(\d{1,9})$/u;

/** Returns the index of a position; undefined if the position is a bookmark. An edited state can have any position. */
function indexIn({ query }: Operation, position: string): number | undefined {
  const [, index] = ("start_index" in query ? indexPosition.exec(position) : undefined) ?? [];
  return index === undefined ? undefined : Number(index);
}

/** Returns the parameters of the page at a position, which is a bookmark or an index; null: the first page. */
function pageParameters(operation: Operation, position: string | null): Parameters {
  const size = operation.pageSize === null ? {} : { page_size: operation.pageSize };
  if (position === null) return size;
  const index = indexIn(operation, position);
  return index === undefined ? { ...size, bookmark: position } : { ...size, start_index: index };
}

/** Returns the position after a full page without a bookmark, if the operation supports `start_index`. */
function indexAfter(received: number, { query, pageSize }: Operation, passed: number | undefined): string | null {
  const continues = passed !== undefined && "start_index" in query && pageSize !== null && received >= pageSize;
  return continues ? `${indexPrefix}${passed}` : null;
}
