import assert from "node:assert/strict";
import { asText, isStringArray } from "../../src/base/json.ts";
import type { CustomReport } from "../../src/config/config.ts";
import { type ApiRequest, customReportWith, page } from "../scripted-api.ts";
import { denied, fault, idsOf, rejected, reporting, restricted, rows, underQuota } from "./api.ts";
import type { Read, Script, Situation } from "./scripted-read.ts";
import { itSyncs, type Sync } from "./syncs.ts";

const listOf = (request: ApiRequest, name: string): readonly string[] => {
  const value = request.content?.[name];
  return isStringArray(value) ? value : request.query.getAll(name).flatMap((values) => values.split(","));
};
const one = { numWorkers: 1 };

describe("a rejection", () => {
  const columns = ["CTR", "CTR_2", "LEADS", "ECTR"];

  /**
   * A read of a custom report, of whose requests only the values are told.
   * @param refuse returns the message of the error for a request with some values; undefined: it is accepted
   */
  function reading(
    refuse: (values: readonly string[], attempt: number) => string | undefined,
    expected: { readonly accepted: readonly string[]; readonly count: number },
    report: Partial<CustomReport> = {},
  ): Sync {
    const requests: (readonly string[])[] = [];
    let accepted: readonly string[] = [];
    const customReports = [customReportWith({ startDate: "2026-06-01", columns, ...report })];
    return {
      api: reporting(["549"], (request) => {
        const values = [...listOf(request, "columns"), ...listOf(request, "targeting_types")];
        const message = refuse(values, requests.push(values));
        if (message !== undefined) return rejected(message);
        accepted = values.filter((value) => columns.includes(value) || value === "COUNTRY");
        return undefined;
      }),
      config: { startDate: "2026-06-01", customReports },
      also: () => assert.deepEqual({ accepted, count: requests.length }, expected),
    };
  }

  for (const [message, ...named] of [
    ["Columns CTR_2, LEADS are not available.", "CTR_2", "LEADS"],
    ["Invalid columns: ['CTR']", "CTR"],
    ["Columns are not allowed: LEADS", "LEADS"],
    ["'CTR_2' is not one of ['CTR', 'LEADS']", "CTR_2"],
  ] as const) {
    const isNamed = (value: string) => named.some((each) => each === value);
    const accepted = columns.filter((column) => !isNamed(column));
    itSyncs(`that names ${named.join(" and ")} twice removes no other column: ${message}`, "custom_mine", () => ({
      ...reading((values) => (values.some(isNamed) ? message : undefined), { accepted, count: 3 }),
      warnings: [new RegExp(`rejected the columns? ${named.join(", ")} for ad account 549, and`, "u")],
      error: ["config_error", /Custom reports, item 1: Columns/u],
    }));
  }
  for (const message of [
    "Supported columns are CTR, LEADS",
    "PRECTR and LEADS_2 are wrong",
    // A message that names all values is unspecific.
    "Wrong: CTR, CTR_2, LEADS, ECTR, CAMPAIGN_ID, AD_ACCOUNT_ID",
  ])
    itSyncs(`that names no column in particular is the error, after one request: ${message}`, "custom_mine", () => ({
      ...reading(() => message, { accepted: [], count: 1 }),
      error: ["config_error", new RegExp(message, "u")],
    }));
  itSyncs("that the repetition doesn't confirm removes nothing", "custom_mine", () =>
    reading((_, attempt) => (attempt === 1 ? "Columns CTR, CTR_2 are invalid." : undefined), {
      accepted: columns,
      count: 2,
    }),
  );
  const wrong = ["CTR", "CTR_2", "ECTR"];
  itSyncs("that names another column after each removal removes them all", "custom_mine", () => ({
    ...reading((values) => wrong.find((each) => values.includes(each)), { accepted: ["LEADS"], count: 5 }),
    warnings: [/columns CTR, CTR_2, ECTR for/u],
    error: ["config_error", /Custom reports, item 1: Columns/u],
  }));
  const refuse = (values: readonly string[]) => (values.includes("GENDER") ? "GENDER is not one of AGE" : undefined);
  const targeting = { level: "CAMPAIGN_TARGETING", columns: ["CTR"] };
  const both = { ...targeting, targetingTypes: ["GENDER", "COUNTRY"] };
  itSyncs("removes a targeting type", "custom_mine", () => ({
    ...reading(refuse, { accepted: ["CTR", "COUNTRY"], count: 3 }, both),
    warnings: [/GENDER/u],
    error: ["config_error", /GENDER/u],
  }));
  itSyncs("never removes the only targeting type", "custom_mine", () => ({
    ...reading(refuse, { accepted: [], count: 1 }, { ...targeting, targetingTypes: ["GENDER"] }),
    error: ["config_error", /GENDER is not one of AGE/u],
  }));
});

describe("a read with rejected columns", () => {
  const bad = ["TOTAL_LEAD", "CTR_2", "LEADS", "ECTR"];
  const warning = new RegExp(bad.map((column) => `(?=.*\\b${column}\\b)`).join(""), "u");
  const culprits = (request: ApiRequest) => listOf(request, "columns").filter((column) => bad.includes(column));
  const naming = (request: ApiRequest) => {
    const found = culprits(request);
    return found.length === 0 ? undefined : rejected(`Columns ${found.join(", ")} are not available.`);
  };
  const created = ({ requests }: Read) =>
    requests.filter(({ path, content }) => path.endsWith("/reports") && content !== undefined);
  const targeting = { TARGETING_TYPE: "GENDER", TARGETING_VALUE: "female" };
  const file = (link: string) => {
    const [account = "", , from = ""] = link.split(" ");
    return JSON.stringify({ [`7${account}`]: [{ DATE: from, AD_ACCOUNT_ID: account, ...targeting }] });
  };
  const report = customReportWith({ columns: ["SPEND_IN_DOLLAR", "CPM_IN_DOLLAR"], startDate: "2026-06-01" });
  const readOf = (api: Script, config: Situation["config"]) => ({
    api,
    file,
    config: { startDate: "2026-06-01", ...config },
  });

  itSyncs("removes them after two rejections, also from later streams", ["campaign_analytics_report", "custom_mine"], {
    // A daily quota lets streams wait for each other.
    ...readOf(underQuota(reporting(["500"], naming)), {
      customReports: [{ ...report, columns: ["LEADS", "SPEND_IN_DOLLAR"] }],
    }),
    warnings: [warning],
    error: { custom_mine: ["config_error", /Pinterest rejected LEADS/u] },
    writes: { campaign_analytics_report: 1, custom_mine: 1 },
    also: (read) => {
      assert.deepEqual(
        created(read).map((each) => culprits(each).length),
        [bad.length, bad.length, 0, 0],
      );
      assert.ok(listOf(created(read)[2] ?? assert.fail(), "columns").length > 150);
    },
  });

  itSyncs("keeps a column for an ad account that accepts it", "ad_account_analytics", {
    api: (request) => {
      if (request.path === "/ad_accounts") return page(rows("501", "500"));
      return (request.path.includes("/501/") ? naming(request) : undefined) ?? { body: [] };
    },
    config: { startDate: "2026-06-20", ...one },
    warnings: [/for ad account 501/u],
    also: ({ requests }) => {
      const [taken, ...more] = requests.filter(({ path }) => path.includes("/500/"));
      assert.ok(taken !== undefined && more.length === 0 && listOf(taken, "columns").includes("LEADS"));
    },
  });

  itSyncs("says of each which ad account rejects it", "ad_account_analytics", {
    api: (request) => {
      if (request.path === "/ad_accounts") return page(rows("500", "501"));
      const wrong = request.path.includes("/500/") ? "LEADS" : "ECTR";
      return listOf(request, "columns").includes(wrong)
        ? rejected(`Columns ${wrong} are not available.`)
        : { body: [] };
    },
    config: { startDate: "2026-06-20", ...one },
    warnings: [/LEADS for ad account 500/u, /ECTR for ad account 501/u],
  });

  describe("that the user named", () => {
    const levels = ["campaign_analytics_report", "ad_group_report"];
    const config = { columns: ["SPEND_IN_DOLLAR", "LEADS"] };

    itSyncs("ends with an error for columns that no level has, once, after everything else is read", levels, {
      ...readOf(reporting(["500", "501"], naming), config),
      writes: { campaign_analytics_report: 2, ad_group_report: 2 },
      warnings: "any",
      says: [/rejected the columns LEADS for ad account 501, and accepted the request/u],
      error: [
        "config_error",
        /^"Ads columns": Pinterest rejected LEADS\. Correct it or remove it from "Ads columns"\.(?!.*Pinterest rejected LEADS)/u,
      ],
    });

    itSyncs("ends with it, too, although the last stream that requests them fails for another reason", levels, {
      ...readOf(
        reporting(["500"], (request) => (request.content?.level === "AD_GROUP" ? fault : naming(request))),
        config,
      ),
      writes: { campaign_analytics_report: 1 },
      warnings: "any",
      error: "any",
      also: ({ errors }) =>
        assert.equal(errors.filter(({ body }) => /^"Ads columns": .*LEADS/u.test(asText(body.message))).length, 1),
    });

    itSyncs("accepts a column that one of the levels has", levels, {
      ...readOf(
        reporting(["500"], (request) => (request.content?.level === "CAMPAIGN" ? naming(request) : undefined)),
        config,
      ),
      writes: { campaign_analytics_report: 1, ad_group_report: 1 },
      warnings: [/LEADS/u],
    });
  });
});

describe("a read with rejected statuses or values", () => {
  const ofStatuses: Script = (request) => {
    if (request.path === "/ad_accounts") return page(rows("500", "501"));
    if (!request.path.endsWith("/campaigns"))
      return { body: listOf(request, "campaign_ids").map((id) => ({ CAMPAIGN_ID: id, DATE: "2026-06-20" })) };
    if (listOf(request, "entity_statuses").includes("DRAFT")) return rejected("entity_statuses DRAFT is not supported");
    return page(rows(`9${request.path.split("/")[2]}`));
  };

  itSyncs("reads the accepted ones, also for children", ["campaigns", "campaign_analytics"], {
    api: ofStatuses,
    config: { startDate: "2026-06-20", ...one },
    writes: { campaigns: 2, campaign_analytics: 2 },
    warnings: [/entity statuses DRAFT, DELETED_DRAFT/u],
  });

  itSyncs("never drops statuses that the user chose", "campaigns", {
    api: ofStatuses,
    config: { entityStatuses: ["ACTIVE", "DRAFT"] },
    error: ["config_error", /DRAFT is not supported/u],
    warnings: "any",
  });

  const isWrong = ({ path, query }: ApiRequest) =>
    query.get("term") === "spam" || query.get("country_code") === "XX" || /targeting\/(?!GENDER)/u.test(path);
  for (const [name, config, message, count] of [
    ["suggested_terms", { terms: ["cake", "spam", "tea"] }, /Check "Search terms to research" .*\(term spam\)/u, 2],
    ["keyword_metrics", { terms: ["tea"], countries: ["DE", "US", "XX"] }, /"Countries".*country code XX/u, 2],
    ["targeting_options", {}, /Invalid value\. \(targeting type \w+\)/u, 1],
  ] as const)
    itSyncs(`ends with an error that names a value of ${name}, when the others are read`, name, {
      api: (request) => {
        if (request.path === "/ad_accounts") return page(rows("549"));
        if (isWrong(request)) return rejected("Invalid value.");
        if (request.path.startsWith("/resources")) return { body: [{ male: "Male" }] };
        return { body: request.path.startsWith("/terms") ? ["more"] : { data: [{ keyword: "tea", metrics: {} }] } };
      },
      config,
      writes: count,
      error: ["config_error", message],
      warnings: "any",
    });
});

describe("targeting types of which no response is known", () => {
  const name = "campaign_targeting_report";
  // More than the downloads that can be open at the same time.
  const accounts = idsOf(20, 500);
  const isFurther = (text: string) => /LOCAL_ADS_STORE_CODE|AUDIENCE_MULTIPLIER/u.test(text);
  const textOf = (request: ApiRequest) => listOf(request, "targeting_types").join();

  const refusals = new Map(Object.entries({ rejected: rejected("Invalid request."), denied, restricted }));

  /** Ad accounts whose reports have one row per targeting type, and what is wrong with further types. */
  const reports = (kind: "rejected" | "denied" | "restricted" | "broken") => ({
    api: reporting(accounts, (request) => {
      const refusal = isFurther(textOf(request)) ? refusals.get(kind) : undefined;
      if (refusal !== undefined) return refusal;
      const token = `${request.path.split("/")[2]} ${asText(request.content?.start_date)} ${textOf(request)}`;
      return { body: { token, report_status: "IN_PROGRESS" } };
    }),
    file: (link: string) => {
      if (kind === "broken" && isFurther(link)) return "[{ broken";
      const [account = "", DATE = "", types = ""] = link.split(" ");
      const row = { DATE, AD_ACCOUNT_ID: account, CAMPAIGN_ID: `7${account}`, TARGETING_VALUE: "one" };
      return JSON.stringify({ [`7${account}`]: types.split(",").map((type) => ({ ...row, TARGETING_TYPE: type })) });
    },
    config: { startDate: "2026-06-20", adAccountIds: accounts },
  });

  for (const kind of ["rejected", "denied", "restricted", "broken"] as const) {
    const others = {
      writes: accounts.length * 13,
      warnings: "any",
      also: ({ requests, warnings }: Read) => {
        assert.match(warnings, /skipped ad account 5\d\d.*LOCAL_ADS_STORE_CODE/u);
        const reported = requests.filter(({ content }) => content !== undefined).map(textOf);
        assert.ok(reported.some(isFurther) && !reported.every(isFurther));
      },
    } as const;
    itSyncs(`take nothing from the others if they are ${kind}, and are requested again`, name, [
      { ...reports(kind), mode: "incremental", ...others },
      others,
    ]);
  }
});
