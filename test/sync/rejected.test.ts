import assert from "node:assert/strict";
import { asText, isStringArray } from "../../src/base/json.ts";
import { type ApiRequest, apiError, customReportWith, page } from "../scripted-api.ts";
import { type ReadSituation, readFrom, reporting, rows, type Script } from "./scripted-read.ts";

const accounts = (count: number) => Array.from({ length: count }, (_, index) => String(500 + index));
const targeting = { TARGETING_TYPE: "GENDER", TARGETING_VALUE: "female" };
const rejected = (message: string) => apiError(400, 1, message);
const listOf = (request: ApiRequest, name: string): readonly string[] => {
  const value = request.content?.[name];
  return isStringArray(value) ? value : request.query.getAll(name).flatMap((values) => values.split(","));
};

function readReports(script: Script, names: readonly string[], situation: ReadSituation = {}) {
  return readFrom(script, names, {
    ...situation,
    config: { startDate: "2026-06-01", ...situation.config },
    files: (link) => {
      const [account = "", , from = ""] = link.split(" ");
      return { [`7${account}`]: [{ DATE: from, AD_ACCOUNT_ID: account, ...targeting }] };
    },
  });
}

const created = ({ requests }: { readonly requests: readonly ApiRequest[] }) =>
  requests.filter(({ path, content }) => path.endsWith("/reports") && content !== undefined);

const report = customReportWith({ columns: ["SPEND_IN_DOLLAR", "CPM_IN_DOLLAR"], startDate: "2026-06-01" });

describe("a read with rejected columns", () => {
  const bad = ["TOTAL_LEAD", "CTR_2", "LEADS", "ECTR"];
  const culprits = (request: ApiRequest) => listOf(request, "columns").filter((column) => bad.includes(column));
  const naming = (request: ApiRequest) => {
    const found = culprits(request);
    return found.length === 0 ? undefined : rejected(`Columns ${found.join(", ")} are not available.`);
  };

  it("removes columns from reports of 20 ad accounts after Pinterest has named them twice for each", async () => {
    const read = await readReports(reporting(accounts(20), naming), ["campaign_analytics_report"]);
    assert.deepEqual(read.errors, []);
    assert.equal((await read.log.records("campaign_analytics_report")).length, 20);
    // Rejected twice, and accepted without the four columns.
    assert.equal(created(read).length, 20 * 3);
    assert.ok(listOf(created(read).at(-1) ?? assert.fail(), "columns").length > 150);
    assert.equal(read.warnings.length, 1);
    for (const column of bad) assert.match(read.warnings[0] ?? "", new RegExp(`\\b${column}\\b`, "u"));
  });

  it("removes them from later date windows and other streams of the level", async () => {
    const config = { startDate: "2024-01-01", customReports: [{ ...report, columns: ["SPEND_IN_DOLLAR"] }] };
    const read = await readReports(reporting(accounts(1), naming), ["campaign_analytics_report", "custom_mine"], {
      config,
    });
    assert.equal(read.complete, true);
    // Those in flight before the columns were known, each twice.
    assert.ok(created(read).filter((request) => culprits(request).length > 0).length <= 2 * 5);
    assert.equal(read.warnings.length, 1);
  });

  it("keeps a column for an ad account that accepts it", async () => {
    const only501 = (request: ApiRequest) =>
      request.path.includes("/501/") && listOf(request, "columns").includes("LEADS")
        ? rejected("Columns LEADS are not available.")
        : undefined;
    const read = await readReports(reporting(accounts(2), only501), ["campaign_analytics_report"], {
      config: { startDate: "2024-01-01" },
    });
    assert.equal(read.complete, true);
    const taken = created(read).filter(({ path }) => path.includes("/500/"));
    assert.ok(taken.length >= 4 && taken.every((request) => listOf(request, "columns").includes("LEADS")));
  });

  for (const name of ["ad_account_analytics", "ad_account_targeting_analytics"]) {
    it(`reads ${name} without them`, async () => {
      const script: Script = async (request) => {
        if (request.path === "/ad_accounts") return page(rows(...accounts(20)));
        await new Promise((resolve) => setImmediate(resolve));
        const row = { DATE: request.query.get("start_date"), AD_ACCOUNT_ID: request.path.split("/")[2] };
        const target = { targeting_type: "GENDER", targeting_value: "female", metrics: row };
        return naming(request) ?? { body: request.path.includes("targeting") ? { data: [target] } : [row] };
      };
      const read = await readFrom(script, [name], { config: { startDate: "2026-06-20", numWorkers: 20 } });
      assert.deepEqual(read.errors, []);
      assert.equal((await read.log.records(name)).length, 20);
      assert.equal(read.requests.length, 1 + 20 * 3);
      assert.equal(read.warnings.length, 1);
    });
  }

  describe("named by the user", () => {
    const levels = ["campaign_analytics_report", "ad_group_report"];
    const config = { columns: ["SPEND_IN_DOLLAR", "LEADS"], startDate: "2026-06-01" };

    it("ends with an error for columns that no level has after everything else is read", async () => {
      const read = await readReports(reporting(accounts(2), naming), levels, { config });
      assert.equal(read.errors.length, 1);
      assert.equal(read.errors[0]?.failure_type, "config_error");
      const message = asText(read.errors[0]?.message);
      assert.match(message, /^"Ads columns": Pinterest rejected LEADS\./u);
      assert.equal(message.split("Pinterest rejected LEADS").length, 2, "says it once");
      for (const level of levels) assert.equal((await read.log.records(level)).length, 2, level);
    });

    it("accepts a column that one of the levels has", async () => {
      const read = await readReports(
        reporting(accounts(2), (request) => (request.content?.level === "CAMPAIGN" ? naming(request) : undefined)),
        levels,
        { config },
      );
      assert.deepEqual(read.errors, []);
      assert.equal(read.warnings.length, 1);
    });

    it("fails only the custom report that names a rejected column", async () => {
      const customReports = [report, { ...report, streamName: "custom_other", columns: ["LEADS", "SPEND_IN_DOLLAR"] }];
      const read = await readReports(reporting(accounts(2), naming), ["custom_mine", "custom_other"], {
        config: { customReports },
      });
      assert.deepEqual(
        read.errors.map(({ message }) => asText(message).slice(0, 60)),
        ['"Custom reports, item 2: Columns": Pinterest rejected LEADS.'],
      );
      assert.equal((await read.log.kinds("custom_mine")).at(-1), "COMPLETE");
      assert.equal((await read.log.records("custom_other")).length, 2);
    });
  });
});

describe("a read with rejected types or statuses", () => {
  it("reads the list with active, paused, and archived entities, for the stream and its children", async () => {
    const script: Script = (request) => {
      if (request.path === "/ad_accounts") return page(rows(...accounts(2)));
      if (request.path.endsWith("/campaigns")) {
        return listOf(request, "entity_statuses").includes("DRAFT")
          ? rejected("entity_statuses DRAFT is not supported")
          : page([{ id: `9${request.path.split("/")[2]}` }]);
      }
      if (!request.path.endsWith("/analytics")) return undefined;
      return { body: listOf(request, "campaign_ids").map((id) => ({ CAMPAIGN_ID: id, DATE: "2026-06-20" })) };
    };
    const read = await readFrom(script, ["campaigns", "campaign_analytics"], {
      config: { startDate: "2026-06-20", numWorkers: 1 },
    });
    assert.deepEqual(read.errors, []);
    assert.equal((await read.log.records("campaigns")).length, 2);
    assert.equal((await read.log.records("campaign_analytics")).length, 2);
    assert.equal(read.warnings.length, 1);
    assert.match(read.warnings[0] ?? "", /entity statuses DRAFT, DELETED_DRAFT/u);
  });

  it("never drops statuses that the user chose", async () => {
    const script: Script = ({ path }) =>
      path === "/ad_accounts" ? page(rows("500")) : rejected("entity_statuses DRAFT is not supported");
    const read = await readFrom(script, ["campaigns"], { config: { entityStatuses: ["ACTIVE", "DRAFT"] } });
    assert.match(asText(read.errors[0]?.message), /DRAFT is not supported/u);
    assert.deepEqual(await read.log.records("campaigns"), []);
  });

  it("reads the other values of a stream, then ends with an error that names a rejected one", async () => {
    const script: Script = ({ path }) =>
      path.endsWith("/GENDER") ? { body: [{ male: "Male" }] } : rejected("Unprocessable.");
    const read = await readFrom(script, ["targeting_options"]);
    assert.match(asText(read.errors[0]?.message), /Unprocessable\. \(targeting type \w+\)/u);
    assert.equal((await read.log.records("targeting_options")).length, 1);
  });

  it("reads other boards, then ends with an error and warnings that name the rejected ones", async () => {
    const script: Script = ({ path }) => {
      if (path === "/boards") return page(Array.from({ length: 12 }, (_, index) => ({ id: String(10 + index) })));
      const [, board = ""] = /^\/boards\/(\d+)\/sections$/u.exec(path) ?? [];
      return Number(board) % 2 === 0 ? rejected("Invalid board.") : page([{ id: `${board}1`, name: "section" }]);
    };
    const read = await readFrom(script, ["board_sections"], { config: { numWorkers: 1 } });
    assert.match(asText(read.errors[0]?.message), /Invalid board\./u);
    assert.equal((await read.log.records("board_sections")).length, 6);
    assert.match(asText(read.errors[0]?.message), /\(board 10\)/u);
    assert.deepEqual(
      read.warnings.map((line) => /not read: board \d+/u.exec(line)?.[0]),
      ["12", "14", "16", "18", "20"].map((id) => `not read: board ${id}`),
    );
  });

  it("ends with an error that names a term or country of the user's, when the others are read", async () => {
    for (const [name, config, message, records] of [
      ["suggested_terms", { terms: ["cake", "spam", "tea"] }, /Check "Search terms to research" .*\(term spam\)/u, 2],
      [
        "keyword_metrics",
        { terms: ["tea"], countries: ["DE", "US", "XX"] },
        /Check .*"Countries".*country code XX/u,
        2,
      ],
    ] as const) {
      const script: Script = ({ path, query }) => {
        if (path === "/ad_accounts") return page([{ id: "549" }]);
        if (query.get("term") === "spam" || query.get("country_code") === "XX") return rejected("Invalid value.");
        return { body: path.startsWith("/terms") ? ["more"] : { data: [{ keyword: "tea", metrics: {} }] } };
      };
      const read = await readFrom(script, [name], { config });
      assert.match(asText(read.errors[0]?.message), message);
      assert.equal((await read.log.records(name)).length, records);
    }
  });
});
