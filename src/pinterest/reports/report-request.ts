import type { JsonObject } from "../../base/json.ts";
import { ApiError } from "../errors/api-error.ts";
import type { Parameters } from "../operations/operations.ts";
import type { NameColumns } from "./report-file.ts";

/** A report to request: the operations that create and poll it, and their parameters. */
export interface ReportRequest {
  /** The operation that creates the report's job. */
  readonly create: string;
  /** The operation that returns the status of the job by its token. */
  readonly poll: string;
  /** The parameters in the path and query of `create`. `poll` gets those that it declares. */
  readonly parameters: Parameters;
  /** The body of `create`. Empty: none. */
  readonly body: JsonObject;
  /** Names the columns of a CSV file by its header. Default: by the header's own texts. */
  readonly nameColumns?: NameColumns;
  /** Throws for a row if no row of its file may go out. With it, none does before the last one was checked. */
  readonly verify?: ((row: JsonObject) => void) | undefined;
  /** The field for the key of a row's list, if the row lacks it: in ads reports, the ID of its entity. */
  readonly keyField: string;
  /** The field for a row's position in the file, from 1; absent if rows have keys. */
  readonly positionField?: string;
}

/** An error for which a new link or a new job is worth a retry. */
export class RetryableReportError extends Error {
  readonly error: ApiError;
  readonly jobIsLost: boolean;

  constructor(
    request: ReportRequest,
    reason: string,
    {
      jobIsLost,
      status,
      kind = "server_fault",
    }: { jobIsLost: boolean; status?: number | undefined; kind?: "server_fault" | "invalid_body" },
  ) {
    super(reason);
    this.error = new ApiError({ kind, operation: request.poll, reason, status });
    this.jobIsLost = jobIsLost;
  }
}
