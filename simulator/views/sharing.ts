import type { JsonObject } from "../../src/json.ts";
import { hash } from "../random.ts";
import type { Pin } from "../world/records.ts";
import type { World } from "../world/world.ts";
import { showMedia } from "./media.ts";

/** The Pins that partners find by a term in a country, most fitting first: Pins of others that anyone may see. */
export function partnerPins({ shared }: World, term: string, country: string): readonly Pin[] {
  const rank = ({ id }: Pin) => hash(`${term} ${country} ${id}`);
  return shared
    .ownPins()
    .filter((pin) => shared.board(pin.boardId)?.privacy === "PUBLIC" && rank(pin) % 2 === 0)
    .toSorted((first, second) => rank(first) - rank(second));
}

/** A Pin as strangers see it. */
export function showSummaryPin(pin: Pin): JsonObject {
  return {
    id: pin.id,
    title: pin.title,
    description: pin.description,
    alt_text: pin.altText ?? null,
    link: pin.link,
    media: showMedia(pin),
  };
}

/** The products that are tagged on a Pin: on most there are none. */
export function showProductTags({ id }: Pin): JsonObject {
  const count = hash(id, 41) % 7 === 0 ? 1 + (hash(id, 42) % 3) : 0;
  return {
    product_tags: Array.from({ length: count }, (_, index) => ({ pin_id: String(BigInt(id) + BigInt(index) + 7n) })),
  };
}
