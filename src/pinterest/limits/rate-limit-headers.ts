import type { HttpResponse } from "../network/transport.ts";

/** The content of the x-ratelimit-* headers of a response. */
export interface RateLimitReport {
  /** The rate limits: `limit` requests per `seconds`, which are undefined if the header doesn't contain them. */
  readonly policies: readonly { readonly name: string; readonly limit: number; readonly seconds: number | undefined }[];
  /** The window with the fewest remaining requests. */
  readonly nearest: { readonly name: string; readonly remaining: number; readonly resetSeconds: number } | undefined;
}

/**
 * Parses the x-ratelimit-* headers. `x-ratelimit-limit` is structured:
 * `60, 100;w=1;name="safety_net_app_id_user_id", 60;w=60;name="org_analytics_app_id_user_id"`. Its first number is the
 * limit of the window nearest exhaustion, to which `x-ratelimit-remaining` and `-reset` (seconds from now) refer.
 * A plain number is a window with the name of the category.
 */
export function parseRateLimit(headers: HttpResponse["headers"], category: string): RateLimitReport {
  const items = [...(headers["x-ratelimit-limit"] ?? "").matchAll(/\s*((?:"[^"]*"|[^,"])+)/gu)].map(([, item = ""]) =>
    item.split(";").map((part) => part.trim()),
  );
  const first = wholeNumber(items[0]?.[0]);
  const remaining = wholeNumber(headers["x-ratelimit-remaining"]);
  const resetSeconds = wholeNumber(headers["x-ratelimit-reset"]);

  const policies = items.flatMap(([limit, ...parameters]): RateLimitReport["policies"] => {
    const count = wholeNumber(limit);
    const seconds = wholeNumber(parameters.find((parameter) => parameter.startsWith("w="))?.slice(2));
    const name = parameters
      .find((parameter) => parameter.startsWith("name="))
      ?.slice(5)
      .replaceAll('"', "");
    if (count === undefined || count === 0 || seconds === undefined || seconds === 0) return [];
    return [{ name: name === undefined || name === "" ? `${category}/${seconds}` : name, limit: count, seconds }];
  });
  if (policies.length === 0 && first !== undefined && first > 0)
    policies.push({ name: category, limit: first, seconds: undefined });
  if (remaining === undefined || resetSeconds === undefined) return { policies, nearest: undefined };
  const candidates = policies
    .filter(({ limit, seconds }) => limit === first && (seconds === undefined || seconds + 1 >= resetSeconds))
    .sort((one, other) => (one.seconds ?? 0) - (other.seconds ?? 0));
  const nearest = candidates[0];
  return { policies, nearest: nearest === undefined ? undefined : { name: nearest.name, remaining, resetSeconds } };
}

function wholeNumber(text: string | undefined): number | undefined {
  const number = numberIn(text);
  return number === undefined ? undefined : Math.ceil(number);
}

/** Larger numbers of seconds are implausible, and a Date can't hold their end. */
const maxSeconds = 1e12;

/** Parses a non-negative number in a response; undefined if it isn't one or is implausibly large. */
export function numberIn(text: string | undefined): number | undefined {
  const number = text !== undefined && /^\d+(?:\.\d+)?$/u.test(text) ? Number(text) : undefined;
  return number === undefined || number > maxSeconds ? undefined : number;
}
