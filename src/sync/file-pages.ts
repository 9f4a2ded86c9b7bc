import type { JsonObject } from "../json.ts";
import { addressAndBody } from "../pinterest/operations.ts";
import { fileFields } from "../streams/file-fields.ts";
import type { Stream } from "../streams/stream.ts";
import { choicesOf } from "./admitted.ts";
import { admittedReportRows } from "./admitted-report.ts";
import type { Partition } from "./partition.ts";
import type { PartitionPage } from "./partition-page.ts";
import { commonParametersOf, parametersOf, type ReadContext } from "./read-context.ts";
import type { StreamSession } from "./stream-session.ts";

/**
 * The rows of the file that the API makes for a partition, in whatever form it is. No page leads to the next: a file that
 * was left in the middle is read again, and its rows have the same places.
 */
export async function* filePages(
  stream: Stream,
  poll: string,
  partition: Partition,
  session: StreamSession,
  context: ReadContext,
): AsyncGenerator<PartitionPage> {
  const parameters = parametersOf(stream, partition, context);
  const { inAddress, inBody } = addressAndBody(stream.operation, parameters);
  const request = {
    create: stream.operation,
    poll,
    parameters: inAddress,
    body: inBody,
    form: "any",
    id: fileFields.list,
    place: fileFields.place,
  } as const;
  const choices = choicesOf(stream, commonParametersOf(stream, context), partition.parameters);
  let held: readonly JsonObject[] | undefined;
  for await (const rows of admittedReportRows(stream.name, request, choices, session, context)) {
    if (held !== undefined) yield { rows: held, parameters, bookmark: undefined };
    held = rows.map(apart);
  }
  // The last rows finish the partition, so that no other one's state comes between them and their progress.
  yield { rows: held ?? [], parameters, bookmark: null };
}

/** Keeps what the file says of a row apart from what is said of its place there. */
function apart({
  [fileFields.place]: place = null,
  [fileFields.list]: list = null,
  ...columns
}: JsonObject): JsonObject {
  return { [fileFields.place]: place, [fileFields.list]: list, [fileFields.columns]: columns };
}
