import { parse, View } from "vega";
import { compile } from "vega-lite";

// Plain JavaScript, since the types of these packages need those of a browser.
export const draw = (spec) => new View(parse(compile(spec).spec), { renderer: "none" }).toSVG();
