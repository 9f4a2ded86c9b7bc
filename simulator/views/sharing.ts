import type { JsonObject } from "../../src/json.ts";
import { hash } from "../random.ts";
import type { Pin } from "../world/records.ts";
import { showMedia } from "./media.ts";

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
