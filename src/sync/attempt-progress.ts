import type { JsonObject } from "../json.ts";
import { DoneRanges } from "./done-ranges.ts";
import type { StateReader } from "./state-format.ts";

/** Whatever has a key in the state. */
interface Keyed {
  readonly key: string;
}

/**
 * The parts of a stream that attempts of one job have read to their end: another attempt of it need not read them
 * again. Without a job nothing is noted.
 */
export class AttemptProgress {
  readonly #job: string | undefined;
  readonly #done: DoneRanges;

  /**
   * @param parts what is to be read, in the order of the keys
   * @param state what an earlier read has left; of another job it means nothing
   */
  constructor(parts: readonly Keyed[], state: StateReader | undefined, job: string | undefined) {
    this.#job = job;
    const attempt = state?.object("attempt");
    const isOfJob = job !== undefined && attempt?.text("job") === job;
    this.#done = new DoneRanges(
      parts.map(({ key }) => key),
      isOfJob ? attempt?.ranges("done") : [],
    );
  }

  isDone({ key }: Keyed): boolean {
    return this.#done.has(key);
  }

  /** Notes that a part was read to its end. */
  add({ key }: Keyed): void {
    if (this.#job !== undefined) this.#done.add(key);
  }

  /** The member of a state that tells it; none where there is nothing to tell. */
  toMember(): JsonObject {
    const done = this.#done.toRanges();
    return this.#job === undefined || done.length === 0 ? {} : { attempt: { job: this.#job, done } };
  }
}
