import { entryOf } from "../src/base/entry-of.ts";

/** The categories of requests with limits of their own. Neither connector sends 60 requests of organic analytics. */
export const categories = ["organic", "lists", "analytics"] as const;

export type Category = (typeof categories)[number];

/** Pinterest's documented limits for an app with Standard access: requests per minute. */
export const limits: Readonly<Record<Category, number>> = { organic: 1_000, lists: 1_000, analytics: 300 };

const windowMs = 60_000;

/** Returns the category whose limit a request counts against. */
export function categoryOf(request: string): Category {
  if (!request.includes("/ad_accounts")) return "organic";
  return request.includes("analytics") ? "analytics" : "lists";
}

/** What the server says about the limit of a request. */
interface Counted {
  readonly headers: Readonly<Record<string, string>>;
  readonly isWithin: boolean;
}

/** Responds as if no client ever had to wait. */
export function unlimited(): Counted {
  return { headers: headersOf("unlimited", 100_000, 99_999, 60), isWithin: true };
}

/** Counts requests against Pinterest's limits, in windows of a minute that begin with their first request. */
export function limited(): (path: string, now: number) => Counted {
  const windows = new Map<Category, { count: number; readonly end: number }>();
  return (path, now) => {
    const category = categoryOf(path);
    const limit = limits[category];
    if ((windows.get(category)?.end ?? 0) <= now) windows.delete(category);
    const window = entryOf(windows, category, () => ({ count: 0, end: now + windowMs }));
    window.count += 1;
    const seconds = Math.ceil((window.end - now) / 1000);
    return {
      headers: headersOf(category, limit, Math.max(0, limit - window.count), seconds),
      isWithin: window.count <= limit,
    };
  };
}

/** Each category has a name of its own: clients identify a window by its name. */
function headersOf(name: string, limit: number, remaining: number, seconds: number): Readonly<Record<string, string>> {
  return {
    "x-ratelimit-limit": `${limit}, ${limit};w=60;name="${name}"`,
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(seconds),
  };
}
