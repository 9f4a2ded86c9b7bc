/** Draws a chart as SVG. */
export function draw(spec: object): Promise<string>;
