import { parse, View } from "vega";
import { compile } from "vega-lite";

/** Draws a chart as SVG. Plain JavaScript, since the types of these packages need those of a browser. */
export async function draw(spec) {
  return new View(parse(compile(spec).spec), { renderer: "none" }).toSVG();
}
