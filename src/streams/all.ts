import { analyticsStreams } from "./analytics.ts";
import { organicStreams } from "./organic.ts";
import { searchStreams } from "./search.ts";
import type { Stream } from "./stream.ts";

/** Every stream there is, in the order in which users see them. */
export const streams: readonly Stream[] = [...organicStreams, ...searchStreams, ...analyticsStreams];
