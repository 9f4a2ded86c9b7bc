import { type ApiRequest, type ApiResponse, apiError, page } from "../../scripted-api.ts";

/** A row of the API's list. `time` is in epoch milliseconds; null: missing. */
export interface ListedRow {
  readonly id: string;
  readonly time: number | null;
}

/** A change to a list. Positions are from 0 to 1. */
export type Happening =
  | { readonly kind: "pass"; readonly minutes: number }
  | { readonly kind: "create"; readonly place: number; readonly isTimeless?: boolean }
  | { readonly kind: "appear"; readonly place: number }
  | { readonly kind: "insert"; readonly place: number; readonly age: number }
  | { readonly kind: "foresee"; readonly place: number; readonly days: number }
  | { readonly kind: "change"; readonly place: number }
  | { readonly kind: "remove"; readonly place: number }
  | { readonly kind: "move"; readonly place: number; readonly to: number };

const minute = 60_000;
const hour = 60 * minute;

/** A paged list that changes between requests. A bookmark names the row before the next page. */
export class ChangingList {
  /** In list order. Deleted rows stay, since bookmarks refer to them. */
  readonly #rows: { row: ListedRow; gone: boolean }[] = [];
  readonly #isOrdered: boolean;
  readonly #size: number;
  readonly #field: string;
  /** Whether every page has a bookmark until an empty page (as seen live). */
  readonly #endsEmpty: boolean;
  #lastId = 0;
  now = Date.UTC(2026, 5, 1);
  /** Late rows are newer than this, the lower end of the overlap (exclusive). */
  #lateFrom = Number.NEGATIVE_INFINITY;

  /** @param isOrdered whether rows are sorted newest first */
  constructor(isOrdered: boolean, size: number, field: string, endsEmpty = false) {
    this.#isOrdered = isOrdered;
    this.#size = size;
    this.#field = field;
    this.#endsEmpty = endsEmpty;
  }

  get rows(): readonly ListedRow[] {
    return this.#rows.filter(({ gone }) => !gone).map(({ row }) => row);
  }

  /** Ends a read: from now on, late rows appear within the first page that it saw. */
  settle(): void {
    const last = this.rows[this.#size - 1];
    this.#lateFrom = last?.time ?? Number.NEGATIVE_INFINITY;
  }

  happen(happening: Happening): void {
    const living = this.#rows.filter(({ gone }) => !gone);
    switch (happening.kind) {
      case "pass":
        this.now += happening.minutes * minute;
        return;
      case "create":
        this.now += 1000;
        this.#add(happening.isTimeless === true ? null : this.now, happening.place);
        return;
      case "appear": {
        const neighbor = living[Math.floor(happening.place * Math.min(living.length, this.#size))]?.row.time;
        const time = neighbor ?? this.now;
        // A scan in progress can have seen rows that are deleted by now.
        const last = this.#isOrdered ? this.#rows[this.#size - 1]?.row.time : undefined;
        if (time > Math.max(last ?? Number.NEGATIVE_INFINITY, this.#lateFrom)) this.#add(time, happening.place);
        return;
      }
      case "insert":
        this.#add(this.now - happening.age * hour, happening.place);
        return;
      case "foresee":
        this.#add(this.now + happening.days * 24 * hour, happening.place);
        return;
      case "change": {
        const entry = living[Math.floor(happening.place * living.length)];
        this.now += 1000;
        if (entry !== undefined && entry.row.time !== null) entry.row = { ...entry.row, time: this.now };
        return;
      }
      case "remove": {
        const entry = living[Math.floor(happening.place * living.length)];
        if (entry !== undefined) entry.gone = true;
        return;
      }
      case "move": {
        const from = Math.floor(happening.place * this.#rows.length);
        const [entry] = this.#rows.splice(from, 1);
        if (entry !== undefined) this.#rows.splice(Math.floor(happening.to * (this.#rows.length + 1)), 0, entry);
      }
    }
  }

  #add(time: number | null, place: number): void {
    this.#lastId += 1;
    const row = { id: String(this.#lastId), time };
    const index = this.#isOrdered
      ? this.#rows.findIndex(({ row: other }) => (other.time ?? 0) <= (time ?? this.now))
      : Math.floor(place * (this.#rows.length + 1));
    this.#rows.splice(index === -1 ? this.#rows.length : index, 0, { row, gone: false });
  }

  /** @param repeats the number of rows of the previous page to repeat */
  respond({ query }: ApiRequest, { repeats = 0, expired = false } = {}): ApiResponse {
    const bookmark = query.get("bookmark");
    if (bookmark !== null && expired) return apiError(400, 1, "Invalid bookmark.");
    const anchor = bookmark === null ? -1 : this.#rows.findIndex(({ row }) => row.id === bookmark);
    const start = bookmark === null ? 0 : Math.max(0, anchor + 1 - repeats);
    const rest = this.#rows.slice(start).filter(({ gone }) => !gone);
    const taken = rest.slice(0, this.#size + (bookmark === null ? 0 : repeats)).map(({ row }) => row);
    const last = taken.at(-1);
    const items = taken.map(({ id, time }) => ({
      id,
      [this.#field]: time === null ? null : new Date(time).toISOString().slice(0, 19),
    }));
    return page(items, (this.#endsEmpty || rest.length > taken.length) && last !== undefined ? last.id : null);
  }
}
