import type { Random } from "../../random.ts";
import { boardDescription, boardName, sectionName, username } from "../../texts.ts";
import { Ids } from "../ids.ts";
import type { Board, Privacy, Section } from "../records.ts";
import { type Microseconds, microsecondsOfDay } from "../times.ts";

/** The secret board to which Pinterest moved likes in 2017. */
export const likesBoardName = "Your Pinterest Likes";

/**
 * Makes the boards of an account, oldest first. The first ones are fixed, so that a world of any size has every case:
 * the board of likes, two whose names differ only in case, an empty one, a protected, a secret, and a group board.
 */
export function makeBoards(
  random: Random,
  count: number,
  owner: string,
  start: Microseconds,
  end: Microseconds,
): Board[] {
  const ids = new Ids(random, 549_755_885_175n, Math.ceil(count / 4));
  const boards: Board[] = [];
  for (let index = 0; index < count; index++) {
    const spread = index < fixed.length ? 0 : (end - start) * 0.8 * (index / count);
    const createdAt = wholeSeconds(start + spread + random.integer(0, 86_399) * 1_000_000);
    const known = fixed[index];
    const drawn = random.pick<Privacy>(["PUBLIC", "PUBLIC", "PUBLIC", "PROTECTED", "SECRET"]);
    const privacy = known === undefined ? drawn : (known.privacy ?? "PUBLIC");
    const group = known === undefined ? random.chance(0.15) : known.group === true;
    const board = newBoard(random, ids.next(), known?.name ?? boardName(random, index), owner, createdAt);
    boards.push({
      ...board,
      owner: group ? username(random, 1_000_000 + index) : owner,
      privacy: group ? "PUBLIC" : privacy,
      record: {
        ...board.record,
        collaborator_count: group ? random.integer(1, 9) : 0,
        follower_count: privacy === "SECRET" ? 0 : random.integer(0, 4_000),
        // Some boards lack it.
        is_ads_only: random.chance(0.5) ? false : undefined,
      },
    });
  }
  return boards;
}

const fixed: readonly { readonly name: string; readonly privacy?: Privacy; readonly group?: boolean }[] = [
  { name: likesBoardName, privacy: "SECRET" },
  { name: "Recipes" },
  { name: "recipes" },
  { name: "Nothing here yet" },
  { name: "Ads & protected", privacy: "PROTECTED" },
  { name: 'Gift ideas "2026" \u2028 do not tell', privacy: "SECRET" },
  { name: "Family trip 👩‍👩‍👧‍👦", group: true },
];

/** Whether the board has initial Pins: one in ten boards stays empty, and the board of likes is filled separately. */
export function mayFill(board: Board): boolean {
  return board.name !== "Nothing here yet" && board.name !== likesBoardName && !board.name.endsWith("7");
}

/** Makes a board without Pins and followers. */
export function newBoard(random: Random, id: string, name: string, owner: string, createdAt: Microseconds): Board {
  const record = {
    description: boardDescription(random),
    collaborator_count: 0,
    follower_count: 0,
    is_ads_only: false,
  };
  return { id, name, owner, privacy: "PUBLIC", createdAt, pinsModifiedAt: createdAt, pinsElsewhere: 0, record };
}

/** Makes the boards of other users that the account follows. */
export function makeFollowedBoards(random: Random, count: number, before: Microseconds): Board[] {
  const ids = new Ids(random, 600_000_000_000n, 2);
  return Array.from({ length: count }, (_, index) => {
    const createdAt = wholeSeconds(before - random.integer(30, 3_000) * microsecondsOfDay);
    const owner = username(random, 2_000_000 + index);
    const board = newBoard(random, ids.next(), boardName(random, index), owner, createdAt);
    const pinsModifiedAt = createdAt + random.integer(0, 29 * 86_400) * 1_000_000;
    const record = { ...board.record, follower_count: random.integer(1, 90_000) };
    return { ...board, pinsModifiedAt, record, pinsElsewhere: random.integer(0, 2_000) };
  });
}

/** Makes sections on the account's own boards; several boards have none, and a section can be empty. */
export function makeSections(random: Random, count: number, boards: readonly Board[]): Section[] {
  const ids = new Ids(random, 5_027_641_241_692_000n, Math.ceil(count / 3));
  const able = boards.filter((board, index) => mayFill(board) && index % 3 !== 2);
  return Array.from({ length: able.length === 0 ? 0 : count }, () => ({
    id: ids.next(),
    boardId: random.pick(able).id,
    name: sectionName(random),
  }));
}

function wholeSeconds(time: Microseconds): Microseconds {
  return Math.floor(time / 1_000_000) * 1_000_000;
}
