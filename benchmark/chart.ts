import { draw } from "#draw";
import { type Comparison, type RequestCounts, total } from "./measures.ts";

const title = ["Cost of Airbyte's own connector", "as a multiple of this one's (logarithmic scale)"];

/** What one bar shows. */
interface Ratio {
  readonly label: string;
  readonly ratio: number;
}

/** Draws the ratios on a logarithmic scale: the cost of Airbyte's own connector as a multiple of this one's. */
export async function drawRatios(
  comparisons: readonly Comparison[],
  counts: readonly RequestCounts[],
): Promise<string> {
  const values = [...comparisons.flatMap(ratiosOf), ...counts.flatMap(ratiosOfRequests)];
  const x = { field: "ratio", type: "quantitative", scale: { type: "log", base: 2 }, title: null };
  return draw({
    data: { values },
    width: 400,
    height: { step: 22 },
    title: { text: title, anchor: "start", frame: "group" },
    encoding: {
      x: { ...x, axis: { format: "~r", labelExpr: "datum.label + '×'" } },
      y: { field: "label", type: "nominal", sort: null, title: null, axis: { labelLimit: 0, ticks: false } },
    },
    layer: [
      { mark: { type: "bar", color: "#bd081c" }, encoding: { x2: { datum: 1 } } },
      {
        transform: [
          { calculate: "format(datum.ratio, datum.ratio < 10 ? '.2r' : '.3r') + '×'", as: "text" },
          { calculate: "max(datum.ratio, 1)", as: "end" },
        ],
        mark: { type: "text", align: "left", dx: 5 },
        encoding: { x: { ...x, field: "end" }, text: { field: "text" } },
      },
    ],
    config: { background: "#fff", view: { stroke: null } },
  });
}

function ratiosOf({ name, official, ours }: Comparison): readonly Ratio[] {
  if (official === undefined) return [];
  return [
    { label: `CPU: ${name}`, ratio: official.cpuSeconds / ours.cpuSeconds },
    { label: `Time: ${name}`, ratio: official.wallSeconds / ours.wallSeconds },
  ];
}

function ratiosOfRequests({ account, official = [], ours }: RequestCounts): readonly Ratio[] {
  return official.flatMap((theirs, index) => {
    const own = ours[index];
    const label = `Requests: ${account} account, ${index === 0 ? "first" : "second"} read`;
    return own === undefined ? [] : [{ label, ratio: total(theirs) / total(own) }];
  });
}
