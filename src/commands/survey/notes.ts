import { randomBytes } from "node:crypto";
import { digestOf } from "../../base/digest.ts";
import { asText, isObject, type JsonObject } from "../../base/json.ts";
import { replaceFile } from "../../base/replace-file.ts";
import { count } from "./judges/finding.ts";
import type { Findings } from "./judges/judges.ts";
import { ownFile } from "./own-file.ts";
import { idsOf } from "./page.ts";
import { isEnded, rowsOf, type Sample } from "./sample.ts";

/** How long notes are used. A run after that replaces them. */
const maxAgeMs = 14 * 86_400_000;
/** Fields of campaigns, ad groups, and ads that Pinterest derives from the date and from others. */
const derived = ["summary_status", "learning_mode_type"];
const reviewed = ["review_status", "rejected_reasons", "rejection_labels"];

/** By list: the digests of its rows' keys, with those of their fields. */
type Notes = Readonly<Record<string, Rows>>;
type Rows = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Returns the notes of a sample. */
function notesOf(sample: Sample, salt: string): Notes {
  const digest = (value: unknown) => digestOf(`${salt}${JSON.stringify(value)}`, 12);
  const noted = (rows: readonly JsonObject[], fieldsOf: (row: JsonObject) => JsonObject): Rows => {
    const digests = (row: JsonObject) =>
      Object.entries(fieldsOf(row)).map(([name, value]) => [name, digest(value ?? null)]);
    return Object.fromEntries(rows.map((row) => [digest(row.id ?? row.date), Object.fromEntries(digests(row))]));
  };
  const pinsOn = ({ id }: JsonObject) => {
    const list = sample.of("boards/list_pins").find((each) => each.parameters.board_id === id && isEnded(each));
    return list === undefined ? {} : { pins: idsOf(rowsOf(list)).toSorted() };
  };
  const days = sample.rows("user_account/analytics").filter(({ data_status: status }) => status === "READY");
  return {
    pins: noted(sample.rows("pins/list"), ({ created_at: time }) => ({ time })),
    boards: noted(sample.rows("boards/list"), (row) => ({
      revision: row.board_pins_modified_at ?? null,
      ...pinsOn(row),
    })),
    ads: noted(sample.rows("campaigns/list", "ad_groups/list", "ads/list"), (row) => row),
    days: noted(days, ({ metrics }) => ({ metrics: metrics ?? null })),
    present: noted(rowsOf(...sample.of("boards/list", "pins/list").filter(isEnded)), () => ({})),
  };
}

/** Returns what changes between two notes say about assumptions over time. */
function judgeChanges(before: Notes, now: Notes): Findings {
  const pairs = (list: string) =>
    Object.entries(now[list] ?? {}).flatMap(([key, row]) => {
      const old = before[list]?.[key];
      return old === undefined
        ? []
        : [{ row, old, changed: Object.keys({ ...old, ...row }).filter((name) => old[name] !== row[name]) }];
    });
  const isMoved = ({ changed }: { readonly changed: readonly string[] }) => changed.includes("updated_time");
  const ads = (isIt: (name: string) => boolean) => pairs("ads").filter(({ changed }) => changed.some(isIt));
  const edited = ads((name) => name !== "updated_time" && !derived.includes(name));
  const silent = edited.filter((ad) => !isMoved(ad)).flatMap(({ changed }) => changed);
  const boards = pairs("boards").filter(({ row, old }) => "pins" in row && "pins" in old && row.pins !== old.pins);
  const isSame = ({ changed }: { readonly changed: readonly string[] }) => changed.length === 0;
  return new Map([
    [
      "B1",
      count(
        boards.map(({ row, old }) => row.revision !== old.revision),
        1,
        "nothing_changed",
      ),
    ],
    ["T4", count(pairs("pins").map(isSame), 10, "few_pins")],
    ["T7", count(edited.map(isMoved), 1, "nothing_changed", [...new Set(silent)].toSorted())],
    ["T8", count(ads((name) => reviewed.includes(name)).map(isMoved), 1, "nothing_changed")],
    ["O3", count(pairs("days").map(isSame), 7, "no_activity")],
    [
      "D1",
      count(
        Object.keys(before.gone ?? {}).map((key) => now.present?.[key] === undefined),
        1,
        "nothing_gone",
      ),
    ],
  ]);
}

/**
 * Compares a sample with the notes of an earlier run, and replaces them: salted digests that only the owner can read.
 * @param now epoch milliseconds
 * @returns undefined without notes of the same account from the last 14 days
 */
export async function compareWithNotes(path: string, sample: Sample, now: number): Promise<Findings | undefined> {
  const [{ id = "" } = {}] = sample.rows("user_account/get");
  const { salt: known, account, at, notes } = await ownFile(path, "salt");
  const accountOf = (salt: string) => digestOf(`${salt}${asText(id)}`, 12);
  const isKnown = typeof known === "string" && account === accountOf(known) && now - Number(at) < maxAgeMs;
  const salt = isKnown ? known : randomBytes(16).toString("hex");
  const before = isKnown && isNotes(notes) ? notes : undefined;
  const next = notesOf(sample, salt);
  const missing = Object.entries({ ...before?.present, ...before?.gone }).filter(
    ([key]) => !(key in (next.present ?? {})),
  );
  const kept = { ...next, gone: Object.fromEntries(missing) };
  await replaceFile(path, JSON.stringify({ salt, account: accountOf(salt), at: now, notes: kept }));
  return before === undefined ? undefined : judgeChanges(before, next);
}

function isNotes(value: unknown): value is Notes {
  const isRows = (rows: unknown) => isObject(rows) && Object.values(rows).every(isObject);
  return isObject(value) && Object.values(value).every(isRows);
}
