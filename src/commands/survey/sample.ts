import type { JsonObject } from "../../base/json.ts";
import type { OperationId, Parameters } from "../../pinterest/operations/operations.ts";
import type { Page } from "./page.ts";

const madeUp = "MADE_UP_BY_SURVEY";

/**
 * Deliberate mistakes. Pinterest's errors say how it treats them, also on an account with nothing in it. No object has the
 * ID 1: those of Pinterest have more digits.
 */
export const mistakes = {
  bookmark: { operation: "boards/list", parameters: { bookmark: madeUp } },
  page_size: { operation: "boards/list", parameters: { page_size: 251 } },
  pin: { operation: "pins/get", parameters: { pin_id: "1" } },
  ad_account: { operation: "campaigns/list", parameters: { ad_account_id: "1" } },
  column: { operation: "ad_account/analytics", parameters: { columns: [madeUp] } },
  status: { operation: "campaigns/list", parameters: { entity_statuses: [madeUp] } },
} as const satisfies Readonly<Record<string, { readonly operation: OperationId; readonly parameters: Parameters }>>;

export type Mistake = keyof typeof mistakes;

function isMistake({ operation, parameters }: Page, mistake: (typeof mistakes)[Mistake]): boolean {
  const isSame = Object.entries(mistake.parameters).every(([name, value]) => parameters[name] === String(value));
  return mistake.operation === operation && isSame;
}

/** The pages of one list in responses with status 200, from its first page on. */
export interface List extends Pick<Page, "operation" | "parameters"> {
  readonly pages: Page[];
}

/** Returns the rows of lists. */
export const rowsOf = (...lists: readonly List[]) => lists.flatMap(({ pages }) => pages.flatMap(({ rows }) => rows));
/** Returns whether the last page of a list has no bookmark. */
export const isEnded = ({ pages }: List) => pages.at(-1)?.bookmark === null;
/** Returns the server's time of a response, epoch milliseconds; NaN if unknown. */
export const timeOf = (page: Page | undefined) => Date.parse(page?.headers.date ?? "");

/** A sample of an account's responses, for judges. */
export class Sample {
  /** All responses, of any status. */
  readonly pages: readonly Page[];
  /** The schemas of records, by operation. */
  readonly schemas: ReadonlyMap<OperationId, JsonObject>;
  /** The lists that were requested without a mistake. */
  readonly lists: readonly List[];

  constructor(pages: readonly Page[], schemas: ReadonlyMap<OperationId, JsonObject>) {
    this.pages = pages;
    this.schemas = schemas;
    const latest = new Map<string, List>();
    const lists: List[] = [];
    for (const page of pages) {
      const { operation, status } = page;
      if (status !== 200 || Object.values(mistakes).some((mistake) => isMistake(page, mistake))) continue;
      const { bookmark, ...parameters } = page.parameters;
      const key = JSON.stringify([operation, parameters]);
      const known = latest.get(key);
      if (bookmark === undefined) {
        const list = { operation, parameters, pages: [page] };
        latest.set(key, list);
        lists.push(list);
      } else if (known?.pages.at(-1)?.bookmark === bookmark) known.pages.push(page);
    }
    this.lists = lists;
  }

  /** Returns the lists of operations. */
  of(...operations: readonly OperationId[]): readonly List[] {
    return this.lists.filter(({ operation }) => operations.includes(operation));
  }

  /** Returns the rows of operations. */
  rows(...operations: readonly OperationId[]): readonly JsonObject[] {
    return rowsOf(...this.of(...operations));
  }

  /** Returns the response to a mistake, the last one if it was retried. */
  mistake(name: Mistake): Page | undefined {
    return this.pages.findLast((page) => isMistake(page, mistakes[name]));
  }
}
