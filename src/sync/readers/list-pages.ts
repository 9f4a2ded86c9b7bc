import type { Caller } from "../../pinterest/client.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { type ListPage, pages } from "../../pinterest/responses/pages.ts";
import { pollOf, type Stream } from "../../streams/stream.ts";
import { choicesOf, readAdmitted, withValues } from "../access/admitted.ts";
import { isRefusal } from "../access/refusals.ts";
import type { ValueLists, ValueRequest } from "../access/rejected-values.ts";
import { childPartitionsOf, type PartitionList } from "../partitions/parents.ts";
import { inBatches, inOrder, merged, type Partition } from "../partitions/partition.ts";
import { commonParametersOf, parametersOf, type ReadContext } from "../read-context.ts";
import type { StreamSession } from "../stream-session.ts";
import { filePages } from "./file-pages.ts";
import { withOccurrences } from "./occurrences.ts";
import type { PartitionPage } from "./partition-page.ts";

/** Partitions that may share a request, put together. */
export function sharingRequests(stream: Stream, list: PartitionList, context: ReadContext): PartitionList {
  const batches = childPartitionsOf(stream).flatMap((part) => (part.of === "batches" ? [part.batch] : []));
  const partitions = batches.reduce<readonly Partition[]>((rest, { parameter, size }) => {
    const alone = rest.filter(({ parameters }) => !(parameter in parameters));
    const together = rest.filter(({ parameters }) => parameter in parameters);
    return [
      ...alone,
      ...inBatches(together, parameter, size(context.config)).map((members) => merged(members, parameter)),
    ];
  }, list.partitions);
  return { ...list, partitions: inOrder(partitions) };
}

/**
 * The pages of a partition. Where the app may not ask for several ids at once, or one of them is gone or closed, those
 * of one id after the other; what is gone or closed then only costs a warning.
 */
export async function* listPages(
  stream: Stream,
  partition: Partition,
  session: StreamSession,
  context: ReadContext,
  bookmark: string | undefined,
): AsyncGenerator<PartitionPage> {
  const poll = pollOf(stream);
  if (poll !== undefined) {
    yield* filePages(stream, poll, partition, session, context);
    return;
  }
  const parameters = parametersOf(stream, partition, context);
  const { occurrence } = stream;
  try {
    const pagesFrom = (start: string | undefined) => resumablePages(stream, partition, session, context, start);
    const found = occurrence === undefined ? pagesFrom(bookmark) : withOccurrences(pagesFrom(undefined), occurrence);
    for await (const page of found) yield { ...page, parameters };
  } catch (error) {
    const singles = singlesOf(stream, partition);
    const refused =
      isRefusal(error) ||
      (error instanceof ApiError &&
        (error.kind === "access_lost" || error.kind === "restricted_feature" || error.kind === "invalid_request"));
    const isAboutAll = context.client.isAdAccountDenied(stream.operation, parameters);
    if (!refused || singles.length === 0 || isAboutAll) throw error;
    session.log("INFO", `${error.message}; asking for one at a time instead`);
    let left = singles.length;
    for (const single of singles) {
      try {
        for await (const page of listPages(stream, single, session, context, undefined)) {
          yield { ...page, bookmark: undefined };
        }
      } catch (refusal) {
        left -= 1;
        if (!isRefusal(refusal) || left === 0) throw refusal;
        session.skips.tell(refusal, single.parameters);
      }
    }
    yield { rows: [], parameters, bookmark: null };
  }
}

/** The members of a batch, each by itself; none when it is not a batch or cannot be taken apart. */
function singlesOf(stream: Stream, partition: Partition): readonly Partition[] {
  for (const part of childPartitionsOf(stream)) {
    const { parameter = "", single } = part.of === "batches" ? part.batch : {};
    const { [parameter]: ids, ...shared } = partition.parameters;
    if (single === undefined || typeof ids !== "object") continue;
    return ids.map((id) => ({ ...partition, parameters: { ...shared, [single]: id } }));
  }
  return [];
}

/** Pages from a bookmark, with a word to the user where they begin anew. */
export async function* resumablePages(
  stream: Stream,
  partition: Partition,
  session: StreamSession,
  context: ReadContext,
  bookmark: string | undefined,
): AsyncGenerator<ListPage> {
  const log = (level: "INFO" | "WARN", message: string) => session.log(level, message);
  const said = { common: commonParametersOf(stream, context), own: partition.parameters };
  for await (const page of admittedPages(stream, said, { caller: session.caller, log }, context, bookmark)) {
    if (page.restarted === true) {
      log("WARN", "Pinterest no longer knows the page where the list goes on; reading it from the beginning");
    }
    yield page;
  }
}

/**
 * Pages from a bookmark, without the values that the API rejects.
 * @param said what all requests say, and what those of the partition say besides
 */
export function admittedPages(
  stream: Stream,
  { common, own }: { readonly common: Parameters; readonly own: Parameters },
  { caller, log }: { readonly caller: Caller } & Pick<ValueRequest, "log">,
  { client, rejectedValues }: Pick<ReadContext, "client" | "rejectedValues">,
  bookmark?: string,
): AsyncGenerator<ListPage> {
  const { name, operation } = stream;
  const parameters = { ...common, ...own };
  const request = {
    ...choicesOf(stream, common, own),
    stream: name,
    operation,
    probe: (values: ValueLists) => client.call(operation, withValues(parameters, values), caller, () => undefined),
    isProbeSmaller: false,
    log,
  };
  return readAdmitted(rejectedValues, request, (values) =>
    pages(client, stream, withValues(parameters, values), caller, bookmark),
  );
}
