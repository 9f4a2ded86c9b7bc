import type { Config } from "../config/config.ts";
import type { ParentList } from "./partitions/partition-router.ts";
import { childPartitionsOf } from "./partitions/stream-partitions.ts";
import { type Loop, noCatalog, Pass } from "./pass.ts";
import type { Progress } from "./progress/progress.ts";
import type { ReadContext, StreamRead } from "./read-context.ts";
import type { Reader } from "./readers/reader.ts";
import { runQueue } from "./scheduler/work-queue.ts";

/**
 * Reads one stream to its end: in each pass, work items are taken from a queue and yield further ones, until there are
 * none.
 * @throws ApiError, ConnectorError or StoppedError when the stream is not complete. What was read is written by then.
 */
export async function readStream<Position>(
  progress: Progress<Position>,
  reader: Reader<Position>,
  loop: Loop,
  context: ReadContext,
): Promise<void> {
  let unmet: Error | undefined;
  while (progress.nextPass()) {
    const list = await context.router.parentsOf(loop.stream, loop.caller);
    tellOfNone(list, loop, context.config);
    const pass = new Pass(progress, reader, loop, context);
    const parents = progress.begin(list.parents);
    await runQueue(
      parents.map((parent) => () => pass.discover(parent)),
      loop.maxOpen,
    );
    const rejected = pass.end();
    progress.endPass(list.missing !== undefined);
    tellOfSkipped(list, loop, reader);
    unmet ??= rejected ?? list.missing ?? loop.skips.unmet;
  }
  loop.output.saveState(progress.endState(unmet === undefined));
  if (unmet !== undefined) throw unmet;
}

/** Tells the user why there is nothing to read, where that is so. */
function tellOfNone({ noCatalog: hasNoCatalog, found }: ParentList, { stream, log }: StreamRead, config: Config): void {
  if (hasNoCatalog) {
    log("INFO", noCatalog);
  } else if (found?.partitions === 0) {
    for (const { parent } of childPartitionsOf(stream)) {
      if (parent.whenNone !== undefined) log("INFO", parent.whenNone(config));
    }
  }
}

/** Tells the user of parents that have no children to read, and what that saved. */
function tellOfSkipped(
  { found }: ParentList,
  { stream, log }: StreamRead,
  { requestsFor }: Pick<Reader<unknown>, "requestsFor">,
): void {
  const [whenSkipped] = childPartitionsOf(stream).flatMap(({ parent }) => parent.whenSkipped ?? []);
  if (whenSkipped === undefined || found === undefined || requestsFor === undefined) return;
  const { parents, partitions } = found;
  if (parents === partitions) return;
  const saved = requestsFor(parents) - requestsFor(partitions);
  log("INFO", `${whenSkipped(parents - partitions, parents)} That saved ${saved} calls.`);
}
