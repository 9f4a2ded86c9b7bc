import type { JsonObject } from "../src/json.ts";
import { isStringArray } from "../src/json.ts";

/** How the simulated API behaves. May be changed while it runs. */
export interface Settings {
  /** Which published limits hold. `unlimited` has the headers of the standard tier with numbers out of reach. */
  limits: "unlimited" | "standard" | "trial";
  /** Whether the app was granted the beta feature of analytics for many Pins at once. */
  bulk_pin_analytics: boolean;
  /** Operations that the app was not granted, by their operationId. */
  gated: readonly string[];
  /** How they refuse: `restricted` as beta features do (401), `forbidden` as what a role does not open (403). */
  gated_answer: "restricted" | "forbidden";
  /** Whether lists that also take `start_index` give a bookmark: the document has both and says of neither which to use. */
  start_index_bookmarks: "given" | "missing";
  /** What happens when metrics of video are asked for a Pin that has none. */
  video_metrics_on_images: "refused" | "ignored";
  /** `always`: a refresh gives a new refresh token and the old one is dead at once. `never`: it stays the same. */
  rotation: "always" | "never";
  /** What the user granted: the scopes of the known access token and of every token that comes from a refresh. */
  scopes: readonly string[];
  /** How long access tokens from the token endpoint live. */
  access_token_seconds: number;
  refresh_token_seconds: number;
  /** `ragged`: a page may hold a few items fewer than asked for though more follow. */
  pages: "full" | "ragged";
  /** What asking for an ad account says that is none, or that was closed to the user. The first was seen live, the second is in the document. */
  gone_ad_accounts: "forbidden" | "not_found";
  /** What asking for something of an entity says that is gone: nothing, or that there is none. Which is true is not known. */
  gone_entities: "left_out" | "not_found";
  /** A page holds so many items at the most, however many were asked for. */
  longest_page: number;
  /** Every so many requests to the analytics of ads are told to come back later; 0 for none. */
  analytics_overload: number;
  /** When they are to come back. */
  analytics_overload_seconds: number;
  /** A report is finished at this poll, and not before so many seconds of the simulated time. */
  report_polls: number;
  report_seconds: number;
  /** How reports end that do not finish: every so many of the new ones. */
  report_failure: "none" | "FAILED" | "CANCELLED" | "EXPIRED" | "DOES_NOT_EXIST";
  report_failure_every: number;
  /** Entities that reports have beyond those of the world, each with a row a day: what makes a report large. */
  report_extra_entities: number;
  /** Whether rows of reports say what they are about without being asked; their key in the file does. */
  report_row_ids: "requested" | "always";
  /** Where rows by the hour have it: in their date, or in a column HOUR beside the day. Which of them is true is not known. */
  report_hours: "date" | "column";
  /** The form of reports on catalogues, which is not documented: a text with delimiters, or JSON. */
  catalog_report_form: (typeof catalogReportForms)[number];
  /** Whether their file is gzip, without a header that says so. */
  catalog_report_gzip: boolean;
  /** The form of the list of question types, which is not documented. */
  question_types_form: (typeof questionTypesForms)[number];
}

const catalogReportForms = ["csv", "tsv", "json_list", "json_lines", "json_lists"] as const;
const questionTypesForms = ["items_of_texts", "items_of_objects", "texts", "objects", "map"] as const;

/** Every scope for reading, and those that Airbyte's own app asks for are among them. */
export const readScopes: readonly string[] = [
  "ads:read",
  "billing:read",
  "biz_access:read",
  "boards:read",
  "boards:read_secret",
  "catalogs:read",
  "pins:read",
  "pins:read_secret",
  "user_accounts:read",
];

/** 30 and 60 days, as Pinterest's document says of tokens that can be refreshed. */
export const defaultSettings: Readonly<Settings> = {
  limits: "unlimited",
  bulk_pin_analytics: true,
  gated: [],
  gated_answer: "restricted",
  start_index_bookmarks: "given",
  video_metrics_on_images: "refused",
  rotation: "always",
  scopes: readScopes,
  access_token_seconds: 2_592_000,
  refresh_token_seconds: 5_184_000,
  pages: "full",
  gone_ad_accounts: "forbidden",
  gone_entities: "left_out",
  longest_page: 250,
  analytics_overload: 0,
  analytics_overload_seconds: 1,
  report_polls: 2,
  report_seconds: 0,
  report_failure: "none",
  report_failure_every: 1,
  report_extra_entities: 0,
  report_row_ids: "requested",
  report_hours: "date",
  catalog_report_form: "csv",
  catalog_report_gzip: false,
  question_types_form: "items_of_texts",
};

const failures = ["none", "FAILED", "CANCELLED", "EXPIRED", "DOES_NOT_EXIST"] as const;

/** Changes settings by a JSON object from outside; throws a RangeError for a name or value that is none. */
export function changeSettings(settings: Settings, changes: JsonObject): void {
  for (const [name, value] of Object.entries(changes)) {
    const refuse = () => new RangeError(`${name} cannot be ${JSON.stringify(value)}`);
    switch (name) {
      case "limits":
        if (value !== "unlimited" && value !== "standard" && value !== "trial") throw refuse();
        settings.limits = value;
        break;
      case "bulk_pin_analytics":
        if (typeof value !== "boolean") throw refuse();
        settings.bulk_pin_analytics = value;
        break;
      case "gated":
        if (!isStringArray(value)) throw refuse();
        settings.gated = value;
        break;
      case "gated_answer":
        if (value !== "restricted" && value !== "forbidden") throw refuse();
        settings.gated_answer = value;
        break;
      case "start_index_bookmarks":
        if (value !== "given" && value !== "missing") throw refuse();
        settings.start_index_bookmarks = value;
        break;
      case "video_metrics_on_images":
        if (value !== "refused" && value !== "ignored") throw refuse();
        settings.video_metrics_on_images = value;
        break;
      case "rotation":
        if (value !== "always" && value !== "never") throw refuse();
        settings.rotation = value;
        break;
      case "scopes":
        if (!isStringArray(value)) throw refuse();
        settings.scopes = value;
        break;
      case "access_token_seconds":
      case "refresh_token_seconds":
        if (typeof value !== "number" || !(value > 0)) throw refuse();
        settings[name] = value;
        break;
      case "pages":
        if (value !== "full" && value !== "ragged") throw refuse();
        settings.pages = value;
        break;
      case "gone_ad_accounts":
        if (value !== "forbidden" && value !== "not_found") throw refuse();
        settings.gone_ad_accounts = value;
        break;
      case "gone_entities":
        if (value !== "left_out" && value !== "not_found") throw refuse();
        settings.gone_entities = value;
        break;
      case "analytics_overload":
      case "analytics_overload_seconds":
      case "report_polls":
      case "report_seconds":
      case "report_extra_entities":
        if (typeof value !== "number" || !(value >= 0)) throw refuse();
        settings[name] = value;
        break;
      case "longest_page":
      case "report_failure_every":
        if (typeof value !== "number" || !(value >= 1)) throw refuse();
        settings[name] = value;
        break;
      case "report_failure": {
        const failure = failures.find((one) => one === value);
        if (failure === undefined) throw refuse();
        settings.report_failure = failure;
        break;
      }
      case "report_row_ids":
        if (value !== "requested" && value !== "always") throw refuse();
        settings.report_row_ids = value;
        break;
      case "report_hours":
        if (value !== "date" && value !== "column") throw refuse();
        settings.report_hours = value;
        break;
      case "catalog_report_form": {
        const form = catalogReportForms.find((one) => one === value);
        if (form === undefined) throw refuse();
        settings.catalog_report_form = form;
        break;
      }
      case "catalog_report_gzip":
        if (typeof value !== "boolean") throw refuse();
        settings.catalog_report_gzip = value;
        break;
      case "question_types_form": {
        const form = questionTypesForms.find((one) => one === value);
        if (form === undefined) throw refuse();
        settings.question_types_form = form;
        break;
      }
      default:
        throw new RangeError(`There is no setting ${name}`);
    }
  }
}
