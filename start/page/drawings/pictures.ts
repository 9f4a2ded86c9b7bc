import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import { baseUrlOf } from "../../../src/config/base-url.ts";
import { axios } from "../../../src/pinterest/network/axios.ts";
import { LinkPolicy } from "../../../src/pinterest/network/link-policy.ts";
import { escaped } from "../cells.ts";

/** The rules for links in responses of Pinterest, as reports have them. */
const policy = new LinkPolicy(baseUrlOf("", undefined));

/** Returns the picture of a Pin as HTML. The Pin has an `id`, and the `color` and the URL of its `picture`, if they are known. */
export type Pictures = (pin: JsonObject) => Promise<string>;

/** Returns the Pin of a row of a query; empty if the row has none. */
export const lookOf = ({ _pin: pin }: JsonObject): JsonObject => (isObject(pin) ? pin : {});

/** Draws a placeholder in the color of the Pin. */
export const placeholders: Pictures = ({ color }) =>
  Promise.resolve(drawing(color, `<path d="M35 44h30v24L50 60 35 68z" fill="#fff" fill-opacity=".55"/>`));

/** Draws a picture for each Pin of the simulated account, whose own pictures don't exist. */
export const scenes: Pictures = ({ color, id }) => {
  const digits = asText(id).slice(-6).padStart(6, "0");
  const [x = 0, y = 0, left = 0, middle = 0, right = 0] = digits.split("").map(Number);
  const hill = (height: number, from: number, opacity: number) =>
    `<path d="M0 ${height + 4 * from}Q25 ${height - 26 + 3 * left} 50 ${height + 2 * middle}T100 ${height - 3 * right}V100H0z" fill="#000" fill-opacity="${opacity}"/>`;
  const sun = `<circle cx="${18 + 7 * x}" cy="${18 + 2 * y}" r="${9 + (left % 4)}" fill="#fff" fill-opacity=".75"/>`;
  return Promise.resolve(drawing(color, `${sun}${hill(58, left, 0.14)}${hill(78, right, 0.22)}`));
};

/**
 * Returns the pictures themselves, which the page then contains. A picture that can't be loaded is a placeholder.
 * @param failed called for each of them
 */
export function embeddedPictures(failed: (url: string) => void): Pictures {
  return async (pin) => {
    const url = asText(pin.picture);
    if (!URL.canParse(url)) return placeholders(pin);
    try {
      const { href, hostname } = policy.parse(url);
      if (!hostname.endsWith(".pinimg.com")) throw new Error("not a picture of Pinterest");
      const limits = { timeout: 15_000, maxContentLength: 1_000_000, maxRedirects: 0 };
      const { data, headers } = await axios.get<Buffer>(href, { ...limits, responseType: "arraybuffer" });
      const type = /^image\/(?:jpeg|png|webp|gif)\b/u.exec(asText(headers["content-type"]))?.[0];
      if (type === undefined) throw new Error("not a picture");
      return `<img class="picture" alt="" src="data:${type};base64,${data.toString("base64")}">`;
    } catch {
      failed(url);
      return placeholders(pin);
    }
  };
}

/** @param color the dominant color of a Pin, such as #8a6508 */
function drawing(color: JsonObject[string] | undefined, shapes: string): string {
  const known = /^#[\da-f]{6}$/iu.test(asText(color)) ? escaped(asText(color)) : "#8b8f99";
  return `<svg class="picture" viewBox="0 0 100 100" preserveAspectRatio="xMidYMid slice" aria-hidden="true"><path d="M0 0h100v100H0z" fill="${known}"/>${shapes}</svg>`;
}
