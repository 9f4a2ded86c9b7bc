import type { Day } from "../base/dates.ts";
import type { JsonObject } from "../base/json.ts";
import type { Stream } from "../streams/stream.ts";
import type { Book } from "./books/book.ts";
import type { Unlisted } from "./partitions/unlisted.ts";
import type { KnownContainers } from "./state/known-containers.ts";
import { type Basis, completeMarker, type StateFacts, stateVersion } from "./state/stream-state.ts";
import type { Turns } from "./turns.ts";

/** What the state of a stream is made of. */
interface Parts {
  readonly book: Book;
  readonly turns: Turns;
  /** The ad accounts or businesses that the stream has read. */
  readonly containers: KnownContainers;
  readonly basis: Basis;
  /** The date on which the stream was last served; empty: never. */
  readonly served: Day;
}

/** What a read knows of its state. */
interface Facts extends StateFacts {
  readonly stream: Stream;
  readonly unlisted: Unlisted;
}

/** The state of a stream in a read, which changes as the stream is read. */
export class SavedState {
  readonly book: Book;
  readonly turns: Turns;
  readonly containers: KnownContainers;
  readonly #basis: Basis;
  readonly #facts: Facts;
  #served: Day;
  #isComplete = false;

  constructor({ book, turns, containers, basis, served }: Parts, facts: Facts) {
    this.book = book;
    this.turns = turns;
    this.containers = containers;
    this.#basis = basis;
    this.#facts = facts;
    this.#served = served;
  }

  /** Records that the stream has had its turn today, although it isn't complete. */
  serve(): void {
    this.#served = this.#facts.today;
  }

  /** Records that everything was read. */
  complete(): void {
    this.#isComplete = true;
  }

  /** Returns the state for a STATE message, which is valid at any moment. */
  toJson(): JsonObject {
    const { stream, unlisted, isRefresh, job, today } = this.#facts;
    const book = { ...this.containers.toState(), ...this.book.toState(), ...this.turns.toState() };
    const common = { version: stateVersion, ...this.#basis };
    const others = unlisted.toState(stream, this.#basis.account);
    if (this.#isComplete) {
      const end = { ...common, ...(job === undefined ? {} : { job }), completed: today };
      return isRefresh ? { [completeMarker]: true, ...end, ...others } : { ...end, ...book, ...others };
    }
    const attempt = job === undefined ? {} : { attempt: job, attempted: today };
    const before = this.#served === "" ? {} : { completed: this.#served };
    return { ...common, ...attempt, ...before, ...(isRefresh ? { refresh: true } : {}), ...book, ...others };
  }
}
