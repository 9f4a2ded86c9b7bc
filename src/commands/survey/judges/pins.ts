import { addDays, dayOf, daysFrom } from "../../../base/dates.ts";
import { asText, isObject, type JsonObject } from "../../../base/json.ts";
import { timestampFrom } from "../../../base/timestamps.ts";
import { recentCounts } from "../../../streams/organic/analytics.ts";
import { idsOf, within } from "../page.ts";
import { reportSchema } from "../report-schema.generated.ts";
import { isEnded, type List, rowsOf, type Sample, timeOf } from "../sample.ts";
import { count, type Finding, type Judges, ofMistake } from "./finding.ts";

const minute = 60_000;
const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/u;
const createdAt = (row: JsonObject | undefined) => timestampFrom(row?.created_at) ?? "";
/** Returns the time of creation, epoch milliseconds; NaN if unknown. */
const momentOf = (row: JsonObject) => Date.parse(`${createdAt(row)}Z`);
const isOrdered = (row: JsonObject, index: number, rows: readonly JsonObject[]) =>
  index === 0 || createdAt(row) <= createdAt(rows[index - 1]);

/** Returns the sum of a Pin's metrics of 90 days; NaN if the list doesn't show them. */
export function activityOf(pin: JsonObject): number {
  const counts = [...recentCounts(pin).values()];
  return counts.length === 0 ? Number.NaN : counts.reduce<number>((sum, each) => sum + Number(each), 0);
}

const hasMetric = ({ metrics }: JsonObject) =>
  isObject(metrics) && Object.values(metrics).some((value) => typeof value === "number" && value !== 0);
const pinsOf = ({ parameters: { pin_ids: ids, pin_id: id } }: List) => (ids ?? id ?? "").split(",");
/** Returns whether a list has nearly the 90 days of a Pin's metrics. */
const isLong = ({ parameters: { start_date: start = "", end_date: end = "" } }: List) => daysFrom(start, end) >= 80;
const pinsWhere = (sample: Sample, isIt: (pin: JsonObject) => boolean) =>
  new Set(idsOf(sample.rows("pins/list").filter(isIt)));

/** Returns the finding of a list whose days before the last two must all be there. */
function daysOf({ parameters: { start_date: start = "", end_date: end = "" }, pages }: List): readonly boolean[] {
  const dates = new Set(pages.flatMap(({ rows }) => rows.map(({ date }) => asText(date))));
  const last = dayOf(Math.min(Date.parse(end), timeOf(pages[0]) - 48 * 60 * minute) || 0);
  const days: boolean[] = [];
  for (let day = start; day !== "" && day <= last; day = addDays(day, 1)) days.push(dates.has(day));
  return days.includes(true) ? days : [];
}

/** Returns the boards of the account that its Pins name, and its list of boards lacks. */
export function unlistedBoards(
  boards: readonly JsonObject[],
  pins: readonly JsonObject[],
  username: unknown,
): readonly string[] {
  const listed = new Set(idsOf(boards));
  const own = pins.filter((pin) => within(pin, "board_owner", "username") === username);
  return [...new Set(own.map((pin) => asText(pin.board_id)))].filter((id) => id !== "" && !listed.has(id));
}

/** Two Pins with fewer actions can have the same counts by chance. */
const minActivity = 10;
const countsOf = (pin: JsonObject) =>
  [...recentCounts(pin)]
    .map((each) => JSON.stringify(each))
    .toSorted()
    .join();
/** Returns what makes two Pins the same for people, link and image; empty if one of them is unknown. */
function twinKeyOf({ link, media }: JsonObject): string {
  const [image] = isObject(media) && isObject(media.images) ? Object.values(media.images) : [];
  const name = isObject(image) ? asText(image.url).split("/").at(-1) : "";
  return asText(link) && name ? `${asText(link)}\n${name}` : "";
}

/** The names of the metrics in a Pin, as `90d.save`. */
const metricNamesOf = ({ pin_metrics: metrics }: JsonObject) =>
  Object.entries(isObject(metrics) ? metrics : {}).flatMap(([period, counts]) =>
    Object.keys(isObject(counts) ? counts : {}).map((name) => `${period}.${name}`),
  );
const declaredNames: ReadonlySet<string> = new Set(reportSchema.$defs.field.enum);

/** Judges of boards, Pins, and their metrics. */
export const judgesOfPins = {
  T1: (sample) => {
    // Within a page, and between rows of the same hours, the order can differ.
    const cases = sample.of("pins/list").flatMap(({ pages }) =>
      pages.flatMap((page, index) => {
        const newest = pages[index - 1]?.rows.map(createdAt).toSorted().at(-1);
        return newest === undefined ? [] : page.rows.map((row) => createdAt(row) <= newest);
      }),
    );
    return count(cases, 25, "one_page");
  },
  T2: (sample) => {
    const lists = sample.of("boards/list_pins", "board_sections/list_pins").filter((list) => rowsOf(list).length >= 2);
    return count(
      lists.map((list) => rowsOf(list).every(isOrdered)),
      2,
      "few_boards",
    );
  },
  T5: (sample) => {
    const ages = sample.lists.flatMap(({ pages }) =>
      pages.flatMap((page) =>
        page.rows
          .flatMap((row) => [row.created_at, row.board_pins_modified_at])
          .filter((time) => typeof time === "string" && !hasZone.test(time))
          .map((time) => timeOf(page) - Date.parse(`${timestampFrom(time) ?? ""}Z`)),
      ),
    );
    // Older times say nothing: in another zone, they are also in the past.
    return count(
      ages.filter((age) => age <= 60 * minute).map((age) => age >= -5 * minute),
      1,
      "nothing_recent",
    );
  },
  B1: (sample) => {
    const pages = sample.of("boards/list").flatMap((list) => list.pages);
    const cases = pages.flatMap((page) =>
      page.rows.flatMap(({ id, board_pins_modified_at: revision }) => {
        const pins = rowsOf(...sample.of("boards/list_pins").filter(({ parameters }) => parameters.board_id === id));
        // What was saved since the board was read isn't in its revision.
        const times = pins.map(momentOf).filter((at) => at <= timeOf(page) - 2 * minute);
        const latest = momentOf({ created_at: revision ?? null }) + 2 * minute;
        return Number.isNaN(latest) || times.length === 0 ? [] : times.every((at) => at <= latest);
      }),
    );
    return count(cases, 3, "few_boards");
  },
  B3: (sample): Finding => {
    const lists = sample.of("boards/list");
    if (lists.length === 0 || !lists.every(isEnded))
      return { outcome: "cannot_tell", because: "not_read_to_end", of: 0 };
    const [{ username = null } = {}] = sample.rows("user_account/get");
    const unlisted = unlistedBoards(rowsOf(...lists), sample.rows("pins/list"), username);
    const answers = sample.pages.filter(
      ({ operation, parameters: { board_id: id = "" } }) => operation === "boards/get" && unlisted.includes(id),
    );
    const known = answers.filter(({ status }) => [200, 401, 403, 404].includes(status));
    return count(
      known.map(({ status }) => status === 200),
      1,
      "all_listed",
    );
  },
  B5: (sample) => {
    const boards = sample.of("boards/list_pins").filter(isEnded);
    const cases = sample.of("board_sections/list_pins").flatMap((section) => {
      const board = boards.find(({ parameters }) => parameters.board_id === section.parameters.board_id);
      const pins = new Set(board === undefined ? [] : idsOf(rowsOf(board)));
      return board === undefined ? [] : idsOf(rowsOf(section)).map((id) => pins.has(id));
    });
    return count(cases, 1, "no_section");
  },
  B9: (sample) => ofMistake(sample, "pin", ({ status }) => status === 404),
  O1: (sample) => {
    const silent = pinsWhere(sample, (pin) => activityOf(pin) === 0);
    const lists = sample.of("multi_pins/analytics", "pins/analytics");
    const active = new Set(
      lists.flatMap((list) =>
        rowsOf(list)
          .filter(hasMetric)
          .map((row) => asText(row.pin_id) || list.parameters.pin_id),
      ),
    );
    const asked = [...new Set(lists.flatMap(pinsOf))].filter((id) => silent.has(id));
    return count(
      asked.map((id) => !active.has(id)),
      3,
      "few_silent_pins",
    );
  },
  O2: (sample) => count(sample.of("user_account/analytics").flatMap(daysOf), 7, "no_activity"),
  O11: (sample) => {
    const names = sample.rows("pins/list").map(metricNamesOf);
    const cases = names.filter((each) => each.length > 0).map((each) => each.every((name) => declaredNames.has(name)));
    return { ...count(cases, 1, "few_pins"), fields: [...new Set(names.flat())].toSorted() };
  },
  O12: (sample) => {
    const first = new Map<string, JsonObject>();
    const own = sample.rows("pins/list").filter((pin) => pin.is_owner === true && activityOf(pin) >= minActivity);
    const cases = own.flatMap((pin) => {
      const key = twinKeyOf(pin);
      const twin = first.get(key) ?? pin;
      first.set(key, twin);
      return key === "" || twin.id === pin.id ? [] : countsOf(twin) !== countsOf(pin);
    });
    return count(cases, 1, "no_twins");
  },
  O6: (sample): Finding => {
    const batches = sample.of("multi_pins/analytics").filter(isLong);
    if (batches.length === 0) return { outcome: "cannot_tell", because: "gated", of: 0 };
    const active = pinsWhere(sample, (pin) => activityOf(pin) > 0);
    const found = new Set(rowsOf(...batches).map(({ pin_id: id }) => asText(id)));
    return count(
      batches
        .flatMap(pinsOf)
        .filter((id) => active.has(id))
        .map((id) => found.has(id)),
      2,
      "few_pins",
    );
  },
} as const satisfies Judges;
