import assert from "node:assert/strict";
import { asText, isStringArray } from "../../src/base/json.ts";
import { type ApiRequest, type ApiResponse, apiError } from "../scripted-api.ts";
import { readOne, reporting, type Script } from "./scripted-read.ts";

const accounts = ["500", "501", "502", "503", "504"];
const further = ["LOCAL_ADS_STORE_CODE", "AUDIENCE_MULTIPLIER"];
const typesIn = ({ content }: ApiRequest): readonly string[] =>
  isStringArray(content?.targeting_types) ? content.targeting_types : [];
const isFurther = (request: ApiRequest) => typesIn(request).some((type) => further.includes(type));

/** Ad accounts whose reports have one row per targeting type. */
function scriptOf(
  create: (request: ApiRequest) => ApiResponse | undefined,
  isFailed: (types: string) => boolean,
  created: ApiRequest[],
): Script {
  const jobs = reporting(accounts, (request) => {
    created.push(request);
    const token = `https://${request.path.split("/")[2]} ${asText(request.content?.start_date)} ${typesIn(request).join()}`;
    return create(request) ?? { body: { token, report_status: "IN_PROGRESS" } };
  });
  return (request) =>
    isFailed(request.query.get("token") ?? "") ? { body: { report_status: "FAILED" } } : jobs(request);
}

const file = (link: string) => {
  const [account = "", from = "", types = ""] = link.replace("https://", "").split(" ");
  const rows = types.split(",").map((type) => ({
    DATE: from,
    AD_ACCOUNT_ID: account,
    CAMPAIGN_ID: `7${account}`,
    TARGETING_TYPE: type,
    TARGETING_VALUE: "one",
  }));
  return JSON.stringify({ [`7${account}`]: rows });
};

describe("a read of targeting types that no response is known of", () => {
  const never = () => undefined;
  const refusals = {
    "that the API rejects by name": [
      (request: ApiRequest) =>
        isFurther(request)
          ? apiError(400, 1, `Targeting types ${typesIn(request).join(", ")} are not available.`)
          : undefined,
      () => false,
    ],
    "that the API rejects without a name": [
      (request: ApiRequest) => (isFurther(request) ? apiError(400, 1, "Invalid request.") : undefined),
      () => false,
    ],
    "whose jobs fail": [never, (token: string) => further.some((type) => token.includes(type))],
  } as const;

  for (const [what, [create, isFailed]] of Object.entries(refusals)) {
    it(`takes nothing from the others if there are some ${what}, in the first sync and in the next one`, async () => {
      const created: ApiRequest[] = [];
      const situation = { mode: "incremental", config: { startDate: "2026-06-20" }, file } as const;
      const first = await readOne("campaign_targeting_report", scriptOf(create, isFailed, created), situation);
      const next = await first.again(undefined, { now: "2026-07-02T12:00:00Z" });
      for (const read of [first, next]) {
        assert.deepEqual([read.errors, read.kinds.at(-1)], [[], "COMPLETE"]);
        assert.equal(read.records.length, accounts.length * 12);
        assert.match(read.warnings, /LOCAL_ADS_STORE_CODE/u);
      }
      const lastDay = created.filter(({ content }) => content?.end_date === "2026-07-02");
      assert.ok(lastDay.some(isFurther), "requests them again in the next sync");
      assert.ok(!lastDay.every(isFurther), "moves on to the next days");
    });
  }

  it("emits their rows otherwise, from one report more per ad account", async () => {
    const created: ApiRequest[] = [];
    const read = await readOne(
      "campaign_targeting_report",
      scriptOf(never, () => false, created),
      {
        config: { startDate: "2026-06-20" },
        file,
      },
    );
    assert.equal(created.length, accounts.length * 4);
    const types = new Set(read.records.map(({ TARGETING_TYPE: type }) => type));
    for (const type of further) assert.ok(types.has(type), type);
  });
});
