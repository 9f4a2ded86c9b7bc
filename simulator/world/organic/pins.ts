import { hash, Random } from "../../random.ts";
import { altText, pinDescription, pinTitle, username } from "../../texts.ts";
import { grouped } from "../grouped.ts";
import { Ids } from "../ids.ts";
import type { Board, MediaType, Pin, Section } from "../records.ts";
import type { Extent } from "../scale.ts";
import { staleDays, wentStale } from "../stories.ts";
import { type Microseconds, microsecondsOfDay } from "../times.ts";
import { likesBoardName, mayFill } from "./boards.ts";

/** Pinterest removed likes in June 2017. */
const likesEnd = Date.UTC(2017, 5, 20) * 1000;

/** Of links. The last one is of a website that both accounts have claimed. */
const hosts = ["example.com", "example.com", "shop.example.com", "site0.example.com"] as const;

/** The media of Pins up to each share, with the usual type, and a rarer one up to a share. */
const kinds: readonly (readonly [until: number, media: MediaType, usual: string, rare?: string, rareUntil?: number])[] =
  [
    [0.7, "image", "REGULAR", "SHOPPING", 0.12],
    [0.88, "video", "VIDEO"],
    [0.95, "multiple_images", "CAROUSEL", "COLLECTION", 0.3],
    [0.99, "multiple_mixed", "IDEA"],
    [1, "multiple_videos", "IDEA"],
  ];

/** Makes the Pins of one account in chronological order. */
export class PinMaker {
  readonly #random: Random;
  readonly #ids: Ids;
  readonly #owner: string;
  /** The sections that Pins can be in, by board. */
  #sections: ReadonlyMap<string, readonly Section[]> = new Map();
  /** The latest product Pins. */
  #products: readonly string[] = [];

  constructor(random: Random, owner: string, count: number, firstId: bigint) {
    this.#random = random;
    this.#owner = owner;
    this.#ids = new Ids(random, firstId, Math.ceil(count / 12));
  }

  setSections(sections: readonly Section[]): void {
    this.#sections = grouped(sections, ({ boardId }) => boardId);
  }

  next(board: Board, createdAt: Microseconds): Pin {
    const random = this.#random;
    const sections = this.#sections.get(board.id) ?? [];
    const saved = board.name === likesBoardName || random.chance(0.35);
    const kind = random.next();
    const [, mediaType = "image", usual = "", rare = usual, rareUntil = 0] =
      kinds.find(([until]) => kind < until) ?? [];
    const ofKind = (share: number) => (share < rareUntil ? rare : usual);
    const typeOf = (share: number) => (share < 0.05 ? null : ofKind(share));
    const byCollaborator = board.owner !== this.#owner && random.chance(0.6);
    const id = this.#ids.next();
    const tags = hash(id, 41) % 7 === 0 ? 1 + (hash(id, 42) % 3) : 0;
    const savedBy = byCollaborator ? username(random, 3_000_000 + random.integer(0, 20)) : this.#owner;
    const isOfOthers = saved && !byCollaborator && hash(id, 44) % 10 === 0;
    const owner = isOfOthers ? username(new Random(hash(id, 45)), 4_000_000) : savedBy;
    const sectionId = sections.length > 0 && random.chance(0.6) ? random.pick(sections).id : null;
    const [title, description] = [pinTitle(random), pinDescription(random)];
    const record = {
      title,
      description,
      alt_text: altText(random),
      link: random.chance(0.3)
        ? null
        : `https://${hosts[hash(id, 43) % hosts.length]}/p/${random.integer(1, 1_000_000)}?a=1&b=%C3%A9`,
      dominant_color: random.chance(0.1) ? null : `#${random.integer(0, 0xffffff).toString(16).padStart(6, "0")}`,
      parent_pin_id: saved ? String(4_248_865_461_020_000 + random.integer(0, 1_000_000_000)) : null,
      creative_type: typeOf(random.next()),
      has_been_promoted: random.chance(0.04),
      is_product: random.chance(0.1),
      is_removable: !saved,
      // A field of the API's first version, which some Pins still have.
      note: random.chance(0.15) ? (description ?? "") : undefined,
      // Earlier product Pins of the same owner. Most Pins have none.
      product_tags: this.#products.slice(0, tags).map((product) => ({ pin_id: product })),
    };
    if (record.is_product && owner === this.#owner) this.#products = [id, ...this.#products].slice(0, 3);
    return { id, owner, savedBy, boardId: board.id, sectionId, createdAt, mediaType, record };
  }
}

/**
 * Makes the initial Pins, oldest first: likes until 2017, then Pins on every board that is old enough. About one in
 * twelve has the same timestamp as the previous one.
 */
export function makePins(
  random: Random,
  maker: PinMaker,
  boards: readonly Board[],
  count: number,
  end: Microseconds,
): Pin[] {
  const pins: Pin[] = [];
  const likes = boards.find(({ name }) => name === likesBoardName);
  const likesCount = likes === undefined ? 0 : Math.ceil(count * 0.05);
  if (likes !== undefined) {
    const start = Math.max(likes.createdAt, Date.UTC(2015, 0, 1) * 1000);
    for (const time of times(random, likesCount, start, Math.max(likesEnd, start + 1_000_000), 1)) {
      pins.push(maker.next(likes, time));
    }
  }
  const able = boards.filter(mayFill);
  const start = Math.max(likesEnd, ...able.slice(0, 1).map(({ createdAt }) => createdAt)) + microsecondsOfDay;
  let old = 0;
  for (const time of times(random, count - likesCount, start, end, 2)) {
    while (old < able.length && (able[old]?.createdAt ?? end) <= time) old += 1;
    const place = Math.floor(random.next() ** 1.5 * old);
    const isRecent = time > end - staleDays * microsecondsOfDay;
    // Nobody adds Pins to a stale board: the next one gets them.
    const board = able.slice(place, old).find(({ id }) => !isRecent || !wentStale(id)) ?? able[place];
    if (board !== undefined) pins.push(maker.next(board, time));
  }
  const boardById = new Map(boards.map((board) => [board.id, board]));
  for (const pin of pins) {
    const board = boardById.get(pin.boardId);
    if (board !== undefined) board.pinsModifiedAt = Math.max(board.pinsModifiedAt, pin.createdAt);
  }
  return pins;
}

/**
 * Returns the Pins, of which some break out: the newest ones with an image that are old enough. They get the plain title and
 * the link of another one. So that nothing hides them, no other new Pin does.
 */
export function withHits(
  pins: Pin[],
  { hits: count = 0, hitAge = 21 }: Extent,
  boards: readonly Board[],
  end: Microseconds,
): Pin[] {
  if (count === 0) return pins;
  const publicIds = new Set(boards.filter(({ privacy }) => privacy === "PUBLIC").map(({ id }) => id));
  const isAble = ({ owner, savedBy, boardId, createdAt, mediaType }: Pin) =>
    owner === savedBy &&
    publicIds.has(boardId) &&
    createdAt < end - hitAge * microsecondsOfDay &&
    mediaType === "image";
  const isNamed = ({ record: { title, link } }: Pin) =>
    typeof title === "string" && /^[A-Z][a-z &]+$/u.test(title) && typeof link === "string";
  const able = pins.filter(isAble);
  const hits = new Set(able.slice(-count));
  const { title, link } = able.findLast(isNamed)?.record ?? {};
  return pins.map((pin) => {
    if (hits.has(pin)) return { ...pin, isHit: true, record: { ...pin.record, title, link } };
    return pin.createdAt > end - 63 * microsecondsOfDay ? { ...pin, isHit: false } : pin;
  });
}

/** Returns ascending times with ties; a higher `lean` moves them toward the end. */
function times(random: Random, count: number, start: Microseconds, end: Microseconds, lean: number): Microseconds[] {
  const drawn = Array.from({ length: count }, () => {
    const time = end - 60_000_000 - (end - start - 60_000_000) * random.next() ** lean;
    const seconds = Math.floor(time / 1_000_000) * 1_000_000;
    return random.chance(0.3) ? seconds + random.integer(1, 999) * 1_000 : seconds;
  }).sort((first, second) => first - second);
  for (let index = 1; index < drawn.length; index++) {
    const before = drawn[index - 1];
    if (before !== undefined && random.chance(0.08)) drawn[index] = before;
  }
  return drawn;
}
