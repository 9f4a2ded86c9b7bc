import { RawJson, writeRow } from "../api/write-row.ts";
import { valuesOf } from "../contract.ts";
import { asText, type JsonObject } from "../json.ts";
import { type Row as AdsRow, rowsOf } from "../metrics/ads-rows.ts";
import { type Period, periodsOf } from "../metrics/periods.ts";
import { type Subject, subjectsOf } from "../metrics/subjects.ts";
import { isNumericTargeting } from "../metrics/targeting.ts";
import { hash } from "../random.ts";
import type { Settings } from "../settings.ts";
import { adSummaryOf, promotionSummaryOf, summaryOf } from "../views/advertising.ts";
import { displayNameOf } from "../world/resources.ts";
import type { AdAccount } from "../world/world.ts";
import { type ReportRequest, statusParameters } from "./request.ts";

/** What a report depends on besides its request. */
interface ReportOptions {
  readonly seed: number;
  readonly settings: Settings;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Yields the text of a report in pieces, so that it is never entirely in memory. */
export function reportText(adAccount: AdAccount, request: ReportRequest, options: ReportOptions): Generator<string> {
  const { report_hours: hours, report_files: files } = options.settings;
  const rows = reportRows(adAccount, request, options);
  return request.isCsv === true
    ? csvOf(rows, request)
    : jsonOf(rows, (row) => rowText(row, hours), files === "null_list" ? ["0"] : []);
}

function* reportRows(adAccount: AdAccount, request: ReportRequest, options: ReportOptions): Generator<AdsRow> {
  const selected = selectSubjects(adAccount, request, options);
  const { report_extra_entities, report_ranges, conversion_delay_days: conversionDelay } = options.settings;
  const subjects = withExtra(selected, adAccount, report_extra_entities);
  const periods = periodsOf(request.granularity, request.start, request.end, report_ranges);
  for (const row of rowsOf(subjects, { ...request, ...options, periods, conversionDelay })) if (!row.isZero) yield row;
}

/**
 * Returns the entities of a report. Archived entities are omitted by default (reported by users of another connector).
 * A filter on a lower level removes ads, which leaves a part of the sums.
 */
function selectSubjects(
  adAccount: AdAccount,
  { level, filters }: ReportRequest,
  { now, settings }: ReportOptions,
): readonly Subject[] {
  const passes = (of: keyof typeof statusParameters, status: string | undefined) => {
    const wanted = filters[of] ?? (of === level ? notArchived(of) : undefined);
    return status === undefined || wanted === undefined || wanted.includes(status);
  };
  const isReported = (ad: Subject["ads"][number]) =>
    passes("CAMPAIGN", summaryOf(ad.campaign, now / 1000)) &&
    passes("AD_GROUP", summaryOf(ad.adGroup, now / 1000)) &&
    passes("PIN_PROMOTION", adSummaryOf(ad));
  return subjectsOf(adAccount, level, settings.product_group_ids)
    .filter(({ keyword }) => keyword?.match_type.endsWith("NEGATIVE") !== true)
    .filter(({ promotion }) => passes("PRODUCT_GROUP", promotion && promotionSummaryOf(promotion)))
    .map((subject) => ({ ...subject, ads: subject.ads.filter(isReported) }));
}

const notArchived = (level: keyof typeof statusParameters) =>
  valuesOf("analytics/create_report", statusParameters[level]).filter((status) => status !== "ARCHIVED");

/** Adds ads without parents that deliver every day, to make a report large. Each ad account has its own ID range. */
function* withExtra(subjects: readonly Subject[], adAccount: AdAccount, count: number): Generator<Subject> {
  yield* subjects;
  const [ad] = adAccount.advertising.everyAd;
  const first = 990_000_000_000_000_000n + BigInt(hash(adAccount.id) % 1_000_000) * 1_000_000_000n;
  for (let index = 0; ad !== undefined && index < count; index++) {
    const id = String(first + BigInt(index) * 7n);
    const extra = { ...ad, id, everyDay: true, firstDay: 0, lastDay: Number.MAX_SAFE_INTEGER };
    yield { id, adAccount, ads: [extra], share: 1, ad: extra };
  }
}

/** Yields the text of a catalog report. Pinterest doesn't document the format. */
export function* catalogText(rows: readonly JsonObject[], columns: readonly string[]): Generator<string> {
  const quoted = (text: string) => (/[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  yield `\uFEFF${columns.join()}\r\n`;
  for (const row of rows) yield `${columns.map((name) => quoted(asText(row[name]))).join()}\r\n`;
}

/** Yields the text of a template's CSV, which has display names and no entity. Its format is known from other clients only. */
function* csvOf(rows: Iterable<AdsRow>, { columns, targetingTypes }: ReportRequest): Generator<string> {
  const split = targetingTypes === undefined ? [] : ["TARGETING_TYPE", "TARGETING_VALUE"];
  yield `${["Date", ...[...split, ...columns].map(displayNameOf)].join()}\n`;
  for (const { period, targeting, values } of rows) {
    const cells = columns.map((column) => asText(values[column] ?? 0));
    yield `${[period.date ?? "", ...(targeting ? [targeting.type, targeting.value] : []), ...cells].join()}\n`;
  }
}

/**
 * Yields chunks of a JSON object with one list of rows per entity.
 * @param empty entities with null instead of a list
 */
export function* jsonOf<Row extends Pick<AdsRow, "subject">>(
  rows: Iterable<Row>,
  textOf: (row: Row) => string,
  empty: readonly string[] = [],
): Generator<string> {
  let group: string | undefined;
  let text = "{";
  for (const row of rows) {
    const key = row.subject.id;
    text += key === group ? "," : `${group === undefined ? "" : "],"}${JSON.stringify(key)}:[`;
    group = key;
    text += textOf(row);
    if (text.length < 65_536) continue;
    yield text;
    text = "";
  }
  const nulls = empty.map((id) => `${JSON.stringify(id)}:null`);
  if (group === undefined) yield `${text}${nulls.join()}}`;
  else yield `${text}${["]", ...nulls].join()}}`;
}

/** Returns the date of a row in a report: weeks and months have no `DATE`, as recorded. */
export function dateOf({ date, range }: Period): JsonObject {
  return range === undefined ? { DATE: date } : { DATE_RANGE: range };
}

function rowText({ period, targeting, values }: AdsRow, hours: Settings["report_hours"]): string {
  const { date, hour } = period;
  const isSplit = hour !== undefined && hours === "column";
  const { type, value = "" } = targeting ?? {};
  return writeRow({
    ...(isSplit ? { DATE: date?.slice(0, 10), HOUR: hour } : dateOf(period)),
    TARGETING_TYPE: type,
    ...values,
    TARGETING_VALUE: type !== undefined && isNumericTargeting(type) ? new RawJson(value) : type && value,
  });
}
