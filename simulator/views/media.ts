import type { JsonObject } from "../../src/base/json.ts";
import { hash } from "../random.ts";
import type { Pin } from "../world/records.ts";
import { pathOfImage } from "./boards.ts";

/** Shows the media of a Pin: one or more images and videos. */
export function showMedia(pin: Pin): JsonObject {
  const { mediaType, id } = pin;
  switch (mediaType) {
    case "image":
      return { media_type: mediaType, images: images(id) };
    case "video":
      return { media_type: mediaType, images: images(id), ...video(id) };
    case "multiple_images":
      return { media_type: mediaType, items: [imageItem(pin, 1), imageItem(pin, 2), imageItem(pin, 3)] };
    case "multiple_videos":
      return { media_type: mediaType, items: [videoItem(id, 1), videoItem(id, 2)] };
    case "multiple_mixed":
      return { media_type: mediaType, items: [imageItem(pin, 1), videoItem(id, 2)] };
  }
}

/** Returns an image in its sizes. As seen live, a key can differ from the size, and older Pins have `originals`. */
function images(of: string): JsonObject {
  const path = `${pathOfImage(of)}.jpg`;
  const height = 400 + (hash(of, 11) % 900);
  const picture = (folder: string, width: number, tall: number) => ({
    width,
    height: tall,
    url: `https://i.pinimg.com/${folder}/${path}`,
  });
  const sizes = {
    "150x150": picture("150x150", 150, 150),
    "400x300": picture("400x300", 400, 300),
    "600x": picture("564x", 564, Math.round(height * 0.94)),
    "1200x": {
      ...picture("1200x", 1200, height * 2),
      ...(hash(of, 12) % 20 === 0 ? { width: null, height: null } : {}),
    },
  };
  return hash(of, 13) % 10 === 0 ? { ...sizes, originals: picture("originals", 1500, height * 3) } : sizes;
}

/** Returns a video. Its size is null while it is being processed, and its URL is null for most apps. */
function video(of: string): JsonObject {
  const isProcessing = hash(of, 14) % 25 === 0;
  return {
    cover_image_url: `https://i.pinimg.com/600x/${pathOfImage(of)}.jpg`,
    video_url: hash(of, 15) % 2 === 0 ? null : `https://v1.pinimg.com/videos/mc/720p/${pathOfImage(of)}.mp4`,
    duration: isProcessing ? null : 1_000 + (hash(of, 16) % 60_000),
    width: isProcessing ? null : 720,
    height: isProcessing ? null : 1280,
  };
}

function imageItem({ id, title, description, link }: Pin, index: number): JsonObject {
  return { item_type: "image", title, description, link, images: images(`${id} ${index}`) };
}

function videoItem(id: string, index: number): JsonObject {
  return { item_type: "video", ...video(`${id} ${index}`) };
}
