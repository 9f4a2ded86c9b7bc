import { hash } from "../../../simulator/random.ts";
import type { AccountWorld } from "../../../simulator/world/organic/account.ts";
import type { Course, Lasting } from "../course.ts";
import type { LifeEvent } from "../life.ts";

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
