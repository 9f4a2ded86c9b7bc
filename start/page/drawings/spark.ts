import type { Json } from "../../../src/base/json.ts";

const [width, height] = [120, 28];

/**
 * Draws the line of a period, with that of the period before in gray.
 * @param lines lists of numbers from queries; anything else is no line
 */
export function spark(now: Json | undefined, before: Json | undefined): string {
  const lines = [before, now].map(numbersIn);
  const all = lines.flat();
  const [, current = []] = lines;
  if (current.length < 2 || all.every((value) => value === 0)) return "";
  // The axis begins at zero unless numbers are below it.
  const [low, high] = [Math.min(0, ...all), Math.max(...all)];
  const points = (line: readonly number[]) =>
    line.map((value, index) => {
      const x = (index / (line.length - 1)) * width;
      const y = height - 1 - ((value - low) / (high - low || 1)) * (height - 2);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    });
  const drawn = lines.map((line, index) =>
    line.length < 2 ? "" : `<polyline class="${index === 0 ? "before" : "now"}" points="${points(line).join(" ")}"/>`,
  );
  return `<svg class="spark" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true">${drawn.join("")}</svg>`;
}

const numbersIn = (line: Json | undefined) => (Array.isArray(line) ? line.map(Number) : []);
