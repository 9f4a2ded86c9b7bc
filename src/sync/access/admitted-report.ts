import type { JsonObject } from "../../json.ts";
import { type ReportRequest, reportRows } from "../../pinterest/reports/report-job.ts";
import type { ReadContext } from "../read-context.ts";
import type { StreamSession } from "../stream-session.ts";
import { type Choices, readAdmitted, withValues } from "./admitted.ts";
import type { ValueLists } from "./rejected-values.ts";

/** The rows of a report, in batches, without the values in its request's body that the API rejects. */
export function admittedReportRows(
  stream: string,
  report: ReportRequest,
  choices: Choices,
  session: StreamSession,
  context: ReadContext,
): AsyncGenerator<readonly JsonObject[]> {
  const { create, parameters, body } = report;
  const { caller } = session;
  const request = {
    ...choices,
    stream,
    operation: create,
    // A job begins for it, and nobody waits for its file.
    probe: (values: ValueLists) =>
      context.client.call(create, parameters, caller, () => undefined, withValues(body, values)),
    isProbeSmaller: false,
    log: (level: "INFO" | "WARN", message: string) => session.log(level, message),
  };
  return readAdmitted(context.rejectedValues, request, (values) =>
    reportRows(context, { ...report, body: withValues(body, values) }, caller),
  );
}
