/** Replaces the part of a page between its two comments. @throws Error unless both exist once and in order */
export function withPart(page: string, name: string, part: string): string {
  const begin = markerOf(page, `<!-- ${name}: begin`);
  const end = markerOf(page, `<!-- ${name}: end`);
  if (end.from < begin.to) throw new Error(`The part "${name}" ends before it begins.`);
  return `${page.slice(0, begin.to)}\n\n${part.trim()}\n\n${page.slice(end.from)}`;
}

function markerOf(page: string, start: string): { readonly from: number; readonly to: number } {
  const from = page.indexOf(start);
  const to = page.indexOf("-->", from);
  if (from === -1 || to === -1 || page.includes(start, from + 1)) {
    throw new Error(`The page must have one comment "${start} -->".`);
  }
  return { from, to: to + "-->".length };
}
