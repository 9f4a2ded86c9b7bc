import { asText } from "../src/base/json.ts";
import type { ConfiguredStream } from "../src/protocol/configured-catalog.ts";
import type { Database } from "./database.ts";
import { literal } from "./tables.ts";

/*
 * `npm start` is the platform of its reads. A run that is cut off (stopped, killed, or at the end of a budget or a quota) leaves
 * its streams open, and the next run that reads one of them is another attempt of the same job: the connector resumes what
 * is open and skips what this job has completed. A stream that ends with an error of its own doesn't keep a job open, or the
 * others would never be read again.
 *
 * `job` is the last job that read a stream, and `began` the time at which its full refresh began in that job. The complete
 * refresh contains all existing rows, and those read before `began` are gone.
 */

/** Returns the job of a run of these streams, and which of them it has left open; a new job if none is open. */
export async function jobOf(database: Database, streams: readonly string[], now: number) {
  const open = await database.rows(`SELECT stream, job FROM _sync.streams
    WHERE is_open AND stream IN (${streams.map(literal).join()}) ORDER BY job`);
  const job = asText(open[0]?.job) || String(now);
  return { job, open: open.filter((each) => each.job === job).map(({ stream }) => asText(stream)) };
}

/** Makes a stream part of a job. A full refresh starts over unless it is part of the job already. */
export async function joinJob(
  database: Database,
  { descriptor, syncMode }: ConfiguredStream,
  job: string,
  now: number,
): Promise<void> {
  const beginning = `make_timestamp(${now} * 1000)`;
  const isSame = `job = ${literal(job)} AND began IS NOT NULL`;
  // A clock that was set back must not make the rows of this run older than its beginning.
  const refresh = `began = if(${isSame}, least(began, ${beginning}), ${beginning}), state = if(${isSame}, state, NULL)`;
  await database.rows(`UPDATE _sync.streams SET job = ${literal(job)}, is_open = true,
    ${syncMode === "full_refresh" ? refresh : "began = NULL"} WHERE stream = ${literal(descriptor.name)}`);
}

/** Returns the times of earlier reads, epoch milliseconds. The open one isn't earlier. */
export async function earlierReads(database: Database): Promise<number[]> {
  const reads = await database.rows(`SELECT epoch_ms(read_at) AS moment FROM _sync.reads
    WHERE epoch_ms(read_at)::VARCHAR NOT IN (SELECT job FROM _sync.streams WHERE is_open) ORDER BY 1`);
  return reads.map(({ moment }) => Number(moment));
}
