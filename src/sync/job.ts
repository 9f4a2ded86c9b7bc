import type { Day } from "../dates.ts";
import type { JsonObject } from "../json.ts";

/*
 * The platform begins a job that failed once more, with the states that arrived, and tells each attempt the same
 * WORKER_JOB_ID. A stream that one attempt has read to its end carries the job in its state, so that the next attempt
 * need not read its restated days, its last minutes and its parents again.
 */

/** The run in which a stream is read: its job, and its day in UTC. */
export interface Occasion {
  readonly job: string | undefined;
  readonly today: Day;
}

/** Returns the state of a stream that was read to its end: what job did it, and when. */
export function doneBy({ job, today }: Occasion, state: JsonObject): JsonObject {
  return { ...state, ...jobMember(job), completed: today };
}

/** Whether an attempt of this very job has read the stream to its end. */
export function isDoneBy(job: string | undefined, state: JsonObject | undefined): boolean {
  return job !== undefined && state?.job === job;
}

/** The job as a member of a state; none, where the platform tells none. */
export function jobMember(job: string | undefined): JsonObject {
  return job === undefined ? {} : { job };
}
