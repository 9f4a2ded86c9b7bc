import type { Caller, PinterestClient } from "./client.ts";
import { operationNamed, type Parameters } from "./operations.ts";
import { type Page, pageOf, type RowShape } from "./rows.ts";

/**
 * The pages of an operation, one after the other, as long as the API hands out bookmarks: a short or an empty page is
 * not the last one (seen live on /pins and the searches). The longest page that the operation allows is asked for.
 * A bookmark that came before would go round in circles: it counts as a damaged answer.
 * @param bookmark where to go on; undefined: from the beginning
 */
export async function* pages(
  client: PinterestClient,
  operationId: string,
  rows: RowShape,
  parameters: Parameters,
  caller: Caller,
  bookmark?: string,
): AsyncGenerator<Page> {
  const { pageSize } = operationNamed(operationId);
  const seen = new Set<string>();
  let next = bookmark ?? null;
  do {
    const here: string | null = next;
    if (here !== null) seen.add(here);
    const page: Page = await client.ask(
      operationId,
      {
        ...parameters,
        ...(pageSize === null ? {} : { page_size: pageSize }),
        ...(here === null ? {} : { bookmark: here }),
      },
      caller,
      (body) => {
        const decoded = pageOf(body, rows);
        if (decoded.bookmark !== null && seen.has(decoded.bookmark))
          throw new Error("the bookmark was handed out before");
        return decoded;
      },
    );
    yield page;
    next = page.bookmark;
  } while (next !== null);
}
