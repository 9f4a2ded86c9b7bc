import type { JsonObject } from "../../src/base/json.ts";
import type { Pin } from "../world/records.ts";
import { showMedia } from "./media.ts";

/** Shows a Pin as other users see it. */
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

/** Shows the products that are tagged on a Pin. */
export function showProductTags({ taggedPinIds }: Pin): JsonObject {
  return { product_tags: taggedPinIds.map((id) => ({ pin_id: id })) };
}
