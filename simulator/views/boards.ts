import type { JsonObject } from "../../src/json.ts";
import { notFound } from "../errors.ts";
import { type Anchor, compareAnchors, type Listing } from "../http/paging.ts";
import { hash } from "../random.ts";
import type { RequestScope } from "../request-scope.ts";
import { wordsOf } from "../texts.ts";
import type { AccountWorld } from "../world/account.ts";
import type { Board, Section } from "../world/records.ts";
import { timestamp } from "../world/times.ts";
import { recordOf } from "./record.ts";

const privacies: Readonly<Record<string, readonly string[]>> = {
  PUBLIC: ["PUBLIC"],
  PROTECTED: ["PROTECTED"],
  SECRET: ["SECRET"],
  PUBLIC_AND_SECRET: ["PUBLIC", "SECRET"],
};

const byName = ({ name, id }: Board): Anchor => [name.toLowerCase(), id];
const byCreation = ({ createdAt, id }: Board): Anchor => [createdAt, id];

/** Own boards and group boards, alphabetical as seen live; secret ones only with `boards:read_secret`. */
export function listBoards(scope: RequestScope, privacy = "ALL"): Listing<Board> {
  const wanted = privacies[privacy];
  const boards = scope.account.boards.filter(
    (board) => isVisible(scope, board) && (wanted?.includes(board.privacy) ?? true),
  );
  return ordered(boards, byName, "null bookmark");
}

/** Boards that have every word of the query in name or description; oldest first as seen live. */
export function searchBoards(scope: RequestScope, query: string | undefined): Listing<Board> {
  const wanted = [...wordsOf(query ?? "")];
  const boards = scope.account.boards.filter((board) => {
    const words = wordsOf(`${board.name} ${board.description ?? ""}`);
    return isVisible(scope, board) && wanted.every((word) => words.has(word));
  });
  return ordered(boards, byCreation, "empty page");
}

/** Boards of others that the account follows, in the order of their age. */
export function listFollowedBoards(scope: RequestScope): Listing<Board> {
  return ordered(scope.account.followingBoards, byCreation, "null bookmark");
}

/** A board that the account owns or that is shared with it. A board that it may not see is one that is not there. */
export function findBoard(scope: RequestScope, id: string): Board {
  const board = scope.account.board(id);
  if (board === undefined || !isVisible(scope, board)) throw notFound("Board");
  return board;
}

export function listSections(scope: RequestScope, board: Board): Listing<Section> {
  const sections = scope.account.sections.filter(({ boardId }) => boardId === board.id);
  return { items: sections, anchor: ({ id }) => ["", id], direction: "ascending", end: "null bookmark" };
}

export function findSection(scope: RequestScope, board: Board, id: string): Section {
  const section = scope.account.sections.find((candidate) => candidate.id === id && candidate.boardId === board.id);
  if (section === undefined) throw notFound("Board section");
  return section;
}

export function showSection({ id, name }: Section): JsonObject {
  return { id, name };
}

/** A board as the API shows it, with `is_ads_only` on some, as seen live. */
export function showBoard(account: AccountWorld, board: Board): JsonObject {
  const pins = account.boardPins(board.id);
  const picture = (size: string, of: string) => `https://i.pinimg.com/${size}/${pathOfImage(of)}.jpg`;
  const count = board.pinsElsewhere + pins.length;
  return recordOf({
    id: board.id,
    name: board.name,
    description: board.description,
    owner: { username: board.owner },
    privacy: board.privacy,
    created_at: timestamp(board.createdAt),
    board_pins_modified_at: timestamp(board.pinsModifiedAt),
    pin_count: count,
    follower_count: board.followers,
    collaborator_count: board.collaborators,
    media: {
      image_cover_url: count === 0 ? null : picture("400x300", board.id),
      pin_thumbnail_urls: pins.slice(0, 5).map(({ id }) => picture("150x150", id)),
    },
    is_ads_only: board.isAdsOnly,
  });
}

/** The folders and name under which a picture would be kept. */
export function pathOfImage(of: string): string {
  const name = [1, 2, 3, 4].map((part) => hash(of, part).toString(16).padStart(8, "0")).join("");
  return `${name.slice(0, 2)}/${name.slice(2, 4)}/${name.slice(4, 6)}/${name}`;
}

function isVisible(scope: RequestScope, { privacy }: Board): boolean {
  return privacy !== "SECRET" || scope.secretBoards;
}

function ordered(
  boards: readonly Board[],
  anchor: (board: Board) => Anchor,
  end: Listing<Board>["end"],
): Listing<Board> {
  const items = boards
    .map((board) => ({ board, at: anchor(board) }))
    .sort((first, second) => compareAnchors(first.at, second.at))
    .map(({ board }) => board);
  return { items, anchor, direction: "ascending", end };
}
