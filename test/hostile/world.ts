import { asText, isObject, isStringArray, type Json, type JsonObject } from "../../src/base/json.ts";
import { type ApiRequest, apiError, page } from "../scripted-api.ts";
import type { Script } from "../sync/scripted-read.ts";
import { type Accounts, columns, type Fact, factsOf, metricTypes, pins, pinsCreated, streams } from "./facts.ts";

/** Requests that a server refuses. */
export interface Refusal {
  readonly stream: string;
  readonly accounts?: readonly string[] | undefined;
  /** Refuses requests with any of these values; none: all requests. */
  readonly values?: readonly string[];
  /** Refuses only requests with all of the values. */
  readonly isTogether?: boolean;
  /** Refuses requests for any of these campaigns or Pins. */
  readonly ids?: readonly string[] | undefined;
  /** 400 by default. */
  readonly status?: number;
  readonly code?: number;
  /** The message. `{all}` and `{first}` are the values that are the reason, and the first of them. */
  readonly words?: string;
  /** The number of requests to refuse; by default all. */
  readonly times?: number;
}

/** A request that a server received. */
interface Asked {
  readonly stream: string;
  readonly account: string;
  readonly values: ReadonlySet<string>;
  readonly ids: readonly string[];
  readonly from: string;
  /** The status if it was refused, and the values that were the reason. */
  readonly refused?: { readonly status: number; readonly causes: readonly string[] };
}

/** A server of ad accounts and Pins that refuses some requests, and its log. */
export class World {
  readonly log: Asked[] = [];
  readonly facts: readonly Fact[];
  readonly #accounts: Accounts;
  readonly #refusals: readonly Refusal[];
  readonly #refusedTimes = new Map<Refusal, number>();
  readonly #files: JsonObject[] = [];

  constructor(accounts: Accounts, refusals: readonly Refusal[], today: string) {
    this.facts = factsOf(accounts, today);
    this.#accounts = accounts;
    this.#refusals = refusals;
  }

  /** Returns the file of a report. */
  file(url: string): JsonObject | undefined {
    return this.#files[Number(url.split("/files/")[1])];
  }

  readonly answer: Script = (request) => {
    const { path, query, content, address } = request;
    if (path === "/user_account") return { body: { id: "1", username: "shop", account_type: "BUSINESS" } };
    if (path === "/ad_accounts") return page(Object.keys(this.#accounts).map((id) => ({ id, name: `Shop ${id}` })));
    if (path === "/pins") return page(pins.map((id) => ({ id, created_at: `${pinsCreated}T00:00:00` })));
    const token = query.get("token");
    if (token !== null) return { body: { report_status: "FINISHED", url: `${address.origin}/files/${token}` } };
    const [, account = "", below = path.slice(1)] = /^\/ad_accounts\/(\d+)\/(.+)$/u.exec(path) ?? [];
    const [stream] = Object.entries(streams).find(([, each]) => each.path === below) ?? [];
    if (stream === undefined) return undefined;
    const asked = { stream, account, ...wordsOf(request) };
    const refusals = this.#refusals.filter((refusal) => this.#refuses(refusal, asked));
    const [first] = refusals;
    if (first === undefined) {
      this.log.push(asked);
      return this.#answerTo(asked, asText(content?.end_date ?? query.get("end_date")));
    }
    for (const each of refusals) this.#refusedTimes.set(each, (this.#refusedTimes.get(each) ?? 0) + 1);
    const { status = 400, code = status === 400 ? 1 : 29, words = "Invalid request." } = first;
    const causes = refusals.flatMap(({ values = [] }) => values.filter((value) => asked.values.has(value)));
    this.log.push({ ...asked, refused: { status, causes } });
    return apiError(status, code, words.replace("{all}", causes.join(", ")).replace("{first}", causes[0] ?? ""));
  };

  /** Returns the requests of a stream for an ad account. */
  asked(stream: string, account: string): readonly Asked[] {
    return this.log.filter((each) => each.stream === stream && each.account === account);
  }

  /** Returns whether requests with a value were refused twice, and then one without it accepted. */
  isDropped(stream: string, account: string, value: string): boolean {
    const asked = this.asked(stream, account);
    const accepted = asked.findLastIndex(({ values, refused }) => refused === undefined && !values.has(value));
    return (
      asked.slice(0, Math.max(0, accepted)).filter(({ values, refused }) => refused && values.has(value)).length > 1
    );
  }

  /**
   * Returns whether the request of the ad account itself, or of two IDs alone, was denied before any success, after which the ad
   * account counts as denied.
   */
  isDenied(stream: string, account: string): boolean {
    const asked = this.asked(stream, account);
    const success = asked.findIndex(({ refused }) => refused === undefined);
    const denied = (success === -1 ? asked : asked.slice(0, success)).filter(({ refused }) => refused?.status !== 400);
    const isOne = ({ ids }: Asked) => ids.length === 1;
    return denied.some(({ ids }) => ids.length === 0) || denied.filter(isOne).length > 1;
  }

  /** Returns the cells of a stream that rows lack or have otherwise, and the rows that don't exist. */
  differences(stream: string, records: readonly JsonObject[], isCompared: Comparison): readonly string[] {
    const facts = this.facts.filter((fact) => fact.stream === stream);
    const rows = rowsByKey(records, Object.keys(facts[0]?.key ?? {}));
    const keys = new Set(facts.map(({ key }) => keyOf(Object.values(key))));
    const more = [...rows.keys()].filter((key) => !keys.has(key)).map((key) => `${stream} has ${key}`);
    return [...more, ...facts.flatMap((fact) => lacking(fact, rows, isCompared))].toSorted();
  }

  #refuses(refusal: Refusal, { stream, account, values: given, ids: asked }: Asked): boolean {
    const { accounts, values = [], isTogether = false, ids, times = Infinity } = refusal;
    if (refusal.stream !== stream || accounts?.includes(account) === false) return false;
    if ((this.#refusedTimes.get(refusal) ?? 0) >= times) return false;
    if (ids !== undefined && !asked.some((id) => ids.includes(id))) return false;
    const has = (value: string) => given.has(value);
    return values.length === 0 || (isTogether ? values.every(has) : values.some(has));
  }

  #answerTo({ stream, account, values, ids, from }: Asked, through: string) {
    const isAsked = (fact: Fact) =>
      fact.stream === stream &&
      fact.account === account &&
      (fact.value === undefined || values.has(fact.value)) &&
      (fact.id === undefined || ids.length === 0 || ids.includes(fact.id)) &&
      (fact.day === undefined || (fact.day >= from && fact.day <= through));
    const found = this.facts.filter(isAsked).map(({ key, cells }) => {
      const given = Object.entries(cells).filter(([name]) => !isOptional.has(name) || values.has(name));
      return { key, cells: Object.fromEntries(given) };
    });
    const rows = found.map(({ key, cells }): JsonObject => ({ ...key, ...cells }));
    switch (stream) {
      case "campaigns":
      case "audiences":
        return page(rows);
      case "campaign_analytics_report":
        return { body: { token: String(this.#files.push({ [account]: rows }) - 1), report_status: "IN_PROGRESS" } };
      case "campaign_targeting_analytics": {
        const targeted = ({ TARGETING_TYPE: type, TARGETING_VALUE: value, ...metrics }: JsonObject) => ({
          targeting_type: type,
          targeting_value: value,
          metrics,
        });
        return { body: { data: rows.map(targeted) } };
      }
      case "pin_analytics": {
        const daily = (id: string) =>
          found
            .filter(({ key }) => key.pin_id === id)
            .map(({ key: { date }, cells: metrics }) => ({ date, data_status: "READY", metrics }));
        return { body: Object.fromEntries(ids.map((id) => [id, { all: { daily_metrics: daily(id) } }])) };
      }
      default:
        return { body: rows };
    }
  }
}

const isOptional = new Set([...columns, ...metricTypes]);

/** Returns what a request names: values, IDs, and its first date. */
function wordsOf({ query, content = {} }: ApiRequest) {
  const ofQuery = [...query].map(([name, list]) => [name, name === "page_size" ? "" : list.split(",")] as const);
  const all = [...ofQuery, ...Object.entries(content)].map(
    ([name, list]) => [name.endsWith("_ids"), isStringArray(list) ? list : []] as const,
  );
  const words = (areIds: boolean) => all.flatMap(([isId, list]) => (isId === areIds ? list : []));
  return {
    values: new Set(words(false)),
    ids: words(true),
    from: asText(content.start_date ?? query.get("start_date")),
  };
}

const keyOf = (values: readonly (Json | undefined)[]) => values.map(asText).join(" ");

/** Returns the last record of each key, with the metrics of Pins at its top level. */
function rowsByKey(records: readonly JsonObject[], fields: readonly string[]): ReadonlyMap<string, JsonObject> {
  return new Map(
    records.map((record) => [
      keyOf(fields.map((field) => record[field])),
      isObject(record.metrics) ? { ...record, ...record.metrics } : record,
    ]),
  );
}

/** Returns whether to compare a cell. */
type Comparison = (fact: Fact, name: string) => boolean;

/** Returns the cells of a fact that rows don't have, or have with another value. */
function lacking(fact: Fact, rows: ReadonlyMap<string, JsonObject>, isCompared: Comparison): readonly string[] {
  const key = keyOf(Object.values(fact.key));
  const row = rows.get(key);
  const isWrong = ([name, value]: [string, Json | undefined]) => row?.[name] !== value && isCompared(fact, name);
  return Object.entries(fact.cells)
    .filter(isWrong)
    .map(([name]) => `${fact.stream} ${key} ${name}`);
}
