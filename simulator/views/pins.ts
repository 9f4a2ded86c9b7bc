import type { JsonObject } from "../../src/base/json.ts";
import { isNeverActive, pinLifetime, pinPast } from "../metrics/activity.ts";
import { recentCounts } from "../metrics/days.ts";
import type { RequestScope } from "../request-scope.ts";
import type { Pin } from "../world/records.ts";
import { timestamp } from "../world/times.ts";
import { showMedia } from "./media.ts";
import { choice, recordOf } from "./record.ts";

/** Shows a Pin, including undocumented fields seen live. */
export function showPin(
  scope: Pick<RequestScope, "seed" | "account" | "today">,
  pin: Pin,
  withMetrics: boolean,
): JsonObject {
  const owner = scope.account.board(pin.boardId)?.owner ?? null;
  return recordOf({
    id: pin.id,
    created_at: timestamp(pin.createdAt),
    title: pin.title,
    description: pin.description,
    link: pin.link,
    alt_text: pin.altText,
    dominant_color: pin.dominantColor,
    board_id: pin.boardId,
    board_section_id: pin.sectionId,
    board_owner: owner === null ? null : { username: owner },
    media: showMedia(pin),
    parent_pin_id: pin.savedFrom,
    creative_type: pin.creativeType,
    is_owner: pin.owner === scope.account.profile.username,
    is_standard: pin.mediaType !== "multiple_mixed",
    has_been_promoted: pin.promoted,
    pin_metrics: withMetrics ? metricsOf(scope, pin) : null,
    is_product: pin.product,
    is_removable: pin.savedFrom === null,
    product_tags: pin.taggedPinIds.map((id) => ({ pin_id: id })),
    note: pin.hasNote ? (pin.description ?? "") : undefined,
    ai_disclosures: choice(pin, "disclosures", { values: ["AI_MODIFIED"] }, undefined),
  });
}

/** Returns `{"90d", "lifetime_metrics"}`, named as in Pinterest's example: sums of the daily analytics. */
function metricsOf({ seed, account, today }: Pick<RequestScope, "seed" | "account" | "today">, pin: Pin): JsonObject {
  const recent = recentCounts(seed, account.profile, pin, today);
  const past = isNeverActive(seed, pin) ? 0 : pinPast(seed, pin);
  const { comments, reactions } = pinLifetime(seed, pin);
  return {
    "90d": { pin_click: recent.pinClick, impression: recent.impression, clickthrough: recent.outboundClick },
    lifetime_metrics: {
      pin_click: recent.pinClick + Math.floor(past / 20),
      impression: recent.impression + past,
      clickthrough: recent.outboundClick + Math.floor(past / 40),
      reaction: reactions,
      comment: comments,
    },
  };
}
