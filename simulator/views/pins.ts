import type { JsonObject } from "../json.ts";
import { metricsOf, pinLifetime, pinPast } from "../metrics/activity.ts";
import { recentCounts } from "../metrics/days.ts";
import { hash } from "../random.ts";
import type { RequestScope } from "../request-scope.ts";
import type { Pin } from "../world/records.ts";
import { dayText, timestamp } from "../world/times.ts";
import { pathOfImage } from "./account.ts";

export type PinView = Pick<RequestScope, "seed" | "settings" | "account" | "today">;

/** Shows a Pin, including undocumented fields. */
export function showPin(scope: PinView, pin: Pin, withMetrics: boolean): JsonObject {
  const owner = scope.account.board(pin.boardId)?.owner ?? null;
  return {
    id: pin.id,
    created_at: timestamp(pin.createdAt),
    ...pin.record,
    board_id: pin.boardId,
    board_section_id: pin.sectionId,
    board_owner: owner === null ? null : { username: owner },
    media: showMedia(pin),
    is_owner: pin.owner === scope.account.profile.username,
    is_standard: pin.mediaType !== "multiple_mixed",
    pin_metrics: withMetrics ? pinMetrics(scope, pin) : null,
    ai_disclosures: hash(`${pin.id} disclosures`) % 2 === 0 ? { values: ["AI_MODIFIED"] } : undefined,
  };
}

/** The counts in `pin_metrics` that live clients read, and those of the document's example. */
const metricNames = {
  live: { impression: "IMPRESSION", pin_click: "PIN_CLICK", outbound_click: "OUTBOUND_CLICK", save: "SAVE" },
  document: { pin_click: "PIN_CLICK", impression: "IMPRESSION", clickthrough: "OUTBOUND_CLICK" },
} as const;

/** Returns `{"90d", "lifetime_metrics"}`: sums of the daily analytics. */
function pinMetrics(view: PinView, pin: Pin): JsonObject {
  const { pin_metric_names: form } = view.settings;
  const names = Object.entries(metricNames[form]);
  const counts = metricsOf(recentCounts(view, pin), Object.values(metricNames[form]));
  const recent = Object.fromEntries(names.map(([name, metric]) => [name, counts[metric] ?? 0]));
  const impression = (recent.impression ?? 0) + pinPast(view.seed, pin);
  const { comments: comment, reactions: reaction } = pinLifetime(view.seed, pin);
  // Of `last_updated`, the name is known, and that a production client declares a text. Its form is made up.
  const further = form === "document" ? { reaction, comment } : { last_updated: `${dayText(view.today)}T00:00:00` };
  return { "90d": recent, lifetime_metrics: { ...recent, impression, ...further } };
}

/** Shows a Pin as other users see it. */
export function showSummaryPin(pin: Pin): JsonObject {
  const { title, description, alt_text = null, link } = pin.record;
  return { id: pin.id, title, description, alt_text, link, media: showMedia(pin) };
}

const itemsOf = {
  multiple_images: ["image", "image", "image"],
  multiple_videos: ["video", "video"],
  multiple_mixed: ["image", "video"],
} as const;

function showMedia({ id, mediaType, record: { title, description, link } }: Pin): JsonObject {
  if (mediaType === "image") return { media_type: mediaType, images: images(id) };
  if (mediaType === "video") return { media_type: mediaType, images: images(id), ...video(id) };
  const items = itemsOf[mediaType].map((type, index) => {
    const of = `${id} ${index + 1}`;
    if (type === "video") return { item_type: type, ...video(of) };
    return { item_type: type, title, description, link, images: images(of) };
  });
  return { media_type: mediaType, items };
}

/** Returns an image. A key can differ from the size, which can be unknown. */
function images(of: string): JsonObject {
  const [width, height] = hash(of, 12) % 20 === 0 ? [null, null] : [564, 400 + (hash(of, 11) % 900)];
  const url = (folder: string) => `https://i.pinimg.com/${folder}/${pathOfImage(of)}.jpg`;
  return {
    "400x300": { width: 400, height: 300, url: url("400x300") },
    "600x": { width, height, url: url("564x") },
  };
}

/** Returns a video. Its size is null while it is being processed, and its URL is null for most apps. */
function video(of: string): JsonObject {
  const [duration, width, height] = hash(of, 14) % 25 === 0 ? [null, null, null] : [1_000, 720, 1280];
  return {
    cover_image_url: `https://i.pinimg.com/600x/${pathOfImage(of)}.jpg`,
    video_url: hash(of, 15) % 2 === 0 ? null : `https://v1.pinimg.com/videos/mc/720p/${pathOfImage(of)}.mp4`,
    duration,
    width,
    height,
  };
}
