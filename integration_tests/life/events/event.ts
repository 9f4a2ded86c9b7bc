import { hash } from "../../../simulator/random.ts";
import type { AccountWorld } from "../../../simulator/world/organic/account.ts";
import type { Course, Lasting } from "../course.ts";

/** What happens before a run, as data. Equal events do equal things, whatever other events there are. */
export interface LifeEvent {
  /** The run before which it happens. */
  readonly run: number;
  /** When, as a share of the time since the run before. */
  readonly at: number;
  readonly what: string;
  /** Chooses among what there is: a Pin, a board, a request. */
  readonly pick: number;
  /** The number of runs that it lasts. */
  readonly runs: number;
}

export type Happening = (course: Course, event: LifeEvent) => void | Promise<void>;

export const world = ({ simulation }: Course) => simulation.world;
export const seconds = ({ clock }: Course) => Math.floor(clock.now() / 1000);

/** Returns one of some things, or nothing if there is none. */
export function chosen<Item>(items: readonly Item[], { pick }: LifeEvent, salt = ""): Item | undefined {
  return items[hash(`${pick} ${salt}`) % Math.max(1, items.length)];
}

export const stays = (course: Course, { runs }: LifeEvent, what: Omit<Lasting, "until">) => {
  course.lasting.push({ until: course.runs + runs, ...what });
};

export const ownBoards = ({ boards, profile }: AccountWorld) =>
  boards.filter(({ owner }) => owner === profile.username);
