import { type Comparison, type RequestCounts, total } from "./measures.ts";

const width = 760;
const labels = 300;
const rowHeight = 22;
const title = "Cost of the official connector as a multiple of ours (logarithmic scale)";

/** Draws the ratios on a logarithmic scale: the official connector's cost as a multiple of ours. */
export function drawRatios(comparisons: readonly Comparison[], counts: readonly RequestCounts[]): string {
  const bars = [
    ...comparisons.flatMap(({ name, official, ours }) =>
      official === undefined
        ? []
        : [
            { label: `CPU: ${name}`, ratio: official.cpuSeconds / ours.cpuSeconds },
            { label: `Time: ${name}`, ratio: official.wallSeconds / ours.wallSeconds },
          ],
    ),
    ...counts.flatMap(({ account, official = [], ours }) =>
      official.flatMap((theirs, index) => {
        const own = ours[index];
        const label = `Requests: ${account} account, ${index === 0 ? "first" : "second"} read`;
        return own === undefined ? [] : [{ label, ratio: total(theirs) / total(own) }];
      }),
    ),
  ];
  const longest = Math.max(2, ...bars.map(({ ratio }) => Math.log2(ratio)));
  const scale = (width - labels - 60) / longest;
  const height = bars.length * rowHeight + 40;
  const rows = bars.map(({ label, ratio }, index) => {
    const y = 34 + index * rowHeight;
    const length = Math.max(1, Math.log2(ratio) * scale);
    return `<text x="${labels - 8}" y="${y + 11}" text-anchor="end">${label}</text><rect x="${labels}" y="${y}" width="${length.toFixed(1)}" height="14" fill="#bd081c"/><text x="${(labels + length + 6).toFixed(1)}" y="${y + 11}">${ratio.toPrecision(ratio < 10 ? 2 : 3)}×</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#444">
<title>${title}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="8" y="18" font-weight="bold">${title}</text>
${rows.join("\n")}
</svg>
`;
}
