import assert from "node:assert/strict";
import fc from "fast-check";
import { parseConfig } from "../../src/config/parse-config.ts";
import { formNames } from "../../src/config/setting-names.ts";
import { words } from "../words.ts";
import { problemsWith } from "./problems-with.ts";

const oauth = {
  auth_method: "oauth2.0",
  client_id: "1234567",
  client_secret: "shh-client",
  refresh_token: "pinr.shh-refresh",
};
const token = { auth_method: "access_token", access_token: "pina_shh" };
const oauthParsed = {
  method: "oauth2.0",
  clientId: "1234567",
  clientSecret: "shh-client",
  refreshToken: "pinr.shh-refresh",
  access: undefined,
};
const tokenParsed = { method: "access_token", accessToken: "pina_shh" };

describe("parseConfig", () => {
  it("takes a token as it is copied from a header", () => {
    for (const copied of ["Bearer pina_shh", "bearer  pina_shh"])
      assert.deepEqual(parseConfig({ credentials: { ...token, access_token: copied } }, {}).credentials, tokenParsed);
  });

  it("completes the shortest configuration with the defaults of spec.json", () => {
    assert.deepEqual(parseConfig({ credentials: token }, {}), {
      credentials: tokenParsed,
      startDate: undefined,
      adAccountIds: [],
      allProfiles: false,
      boardIds: [],
      searchQueries: [],
      terms: [],
      countries: [],
      trendRegions: [],
      likesBoard: "Your Pinterest Likes",
      pinMetrics: true,
      silentPinAnalytics: false,
      trackChanges: [],
      entityStatuses: [],
      attribution: {
        clickWindowDays: 30,
        engagementWindowDays: 30,
        viewWindowDays: 1,
        conversionReportTime: "TIME_OF_AD_ACTION",
      },
      columns: [],
      customReports: [],
      analyticsBatchSize: undefined,
      lookbackDays: undefined,
      numWorkers: undefined,
      baseUrl: "https://api.pinterest.com/v5",
      names: formNames,
    });
  });

  it("accepts every field, and removes blanks and duplicates", () => {
    const config = {
      credentials: { ...oauth, client_secret: " shh-client\n" },
      start_date: "2026-02-28",
      ad_account_ids: [" 549755885175", "549755885175", 549755885176],
      all_profiles: true,
      board_ids: ["1022106146619699845"],
      search_queries: ["garden", " garden ", "summer recipes"],
      terms: ["workout ", "workout"],
      countries: [" US", "GB"],
      trend_regions: ["GB+IE"],
      likes_board: " Likes ",
      pin_metrics: false,
      silent_pin_analytics: true,
      track_changes: ["followers", " boards", "followers"],
      status: ["ACTIVE", "DELETED_DRAFT"],
      attribution: { click_window_days: 60, engagement_window_days: 7, conversion_report_time: "TIME_OF_CONVERSION" },
      columns: ["SPEND_IN_DOLLAR", " IMPRESSION_1", "IMPRESSION_1"],
      analytics_batch_size: 250,
      lookback_days: 0,
      num_workers: 40,
      environment: "sandbox",
    };
    assert.deepEqual(parseConfig(config, {}), {
      credentials: oauthParsed,
      startDate: "2026-02-28",
      adAccountIds: ["549755885175", "549755885176"],
      allProfiles: true,
      boardIds: ["1022106146619699845"],
      searchQueries: ["garden", "summer recipes"],
      terms: ["workout"],
      countries: ["US", "GB"],
      trendRegions: ["GB+IE"],
      likesBoard: "Likes",
      pinMetrics: false,
      silentPinAnalytics: true,
      trackChanges: ["followers", "boards"],
      entityStatuses: ["ACTIVE", "DELETED_DRAFT"],
      attribution: {
        clickWindowDays: 60,
        engagementWindowDays: 7,
        viewWindowDays: 1,
        conversionReportTime: "TIME_OF_CONVERSION",
      },
      columns: ["SPEND_IN_DOLLAR", "IMPRESSION_1"],
      customReports: [],
      analyticsBatchSize: 250,
      lookbackDays: 0,
      numWorkers: 40,
      baseUrl: "https://api-sandbox.pinterest.com/v5",
      names: formNames,
    });
  });

  describe("accepts the shapes of earlier configurations", () => {
    const { auth_method: _, ...flat } = oauth;
    const expiry = Date.parse("2026-05-01T00:00:00Z");
    const withAccess = { ...oauthParsed, access: { token: "pina_old", expiresAt: expiry } };
    const stored = (date: unknown) => ({
      credentials: { ...oauth, access_token: "pina_old", token_expiry_date: date },
    });
    const unchosen = { numWorkers: undefined, analyticsBatchSize: undefined };
    const all = (value: object, ...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, value]));
    const ended = [
      "2026-05-01T00:00:00Z",
      "2026-05-01T02:00:00.000000+02:00",
      "2026-05-01T00:00:00",
      expiry / 1000,
      String(expiry / 1000),
      expiry,
    ];
    const absent = [null, "soon", 1e300];
    const optional =
      "start_date board_ids num_workers likes_board status columns custom_reports analytics_batch_size environment";
    const absentFields = { ...unchosen, ...all([], "boardIds", "entityStatuses", "columns", "customReports") };
    const shapes: readonly (readonly [string, unknown, object])[] = [
      ["tokens at the top level", flat, { credentials: oauthParsed }],
      ["an access token at the top level", { access_token: "pina_shh" }, { credentials: tokenParsed }],
      ["OAuth credentials without auth_method", { credentials: flat }, { credentials: oauthParsed }],
      ["a token without auth_method", { credentials: { access_token: "pina_shh" } }, { credentials: tokenParsed }],
      ["an app ID that is a number", { credentials: { ...oauth, client_id: 1234567 } }, { credentials: oauthParsed }],
      ...ended.map((end) => [`a token that expires at ${end}`, stored(end), { credentials: withAccess }] as const),
      ...absent.map((end) => [`a token that expires at ${end}`, stored(end), { credentials: oauthParsed }] as const),
      ["account_id", { ...flat, account_id: "549755885175" }, { adAccountIds: ["549755885175"] }],
      ["an empty account_id", { ...flat, account_id: "" }, { adAccountIds: [] }],
      ["account_id beside no IDs", { ...flat, account_id: "1", ad_account_ids: [] }, { adAccountIds: ["1"] }],
      ["account_id beside the IDs", { ...flat, account_id: "1", ad_account_ids: ["2"] }, { adAccountIds: ["2"] }],
      ["num_threads", { ...flat, num_threads: 8 }, { numWorkers: 8 }],
      ["num_threads above the current limit", { ...flat, num_threads: 500 }, { numWorkers: 40 }],
      ["num_threads beside num_workers", { ...flat, num_threads: 8, num_workers: 3 }, { numWorkers: 3 }],
      ["the defaults stored by earlier forms", { ...flat, num_workers: 4, analytics_batch_size: 100 }, unchosen],
      ["another number of workers", { ...flat, num_workers: 5 }, { numWorkers: 5 }],
      ["another batch size", { ...flat, analytics_batch_size: 99 }, { analyticsBatchSize: 99 }],
      [
        "the authentication method refresh_token",
        { credentials: { ...oauth, auth_method: "refresh_token" } },
        { credentials: oauthParsed },
      ],
      ...[null, "", " "].map(
        (absent) =>
          [
            `${JSON.stringify(absent)} for absent fields`,
            { ...flat, ...Object.fromEntries(optional.split(" ").map((name) => [name, absent])) },
            { ...absentFields, startDate: undefined, likesBoard: "Your Pinterest Likes" },
          ] as const,
      ),
      [
        "unused keys",
        { ...flat, window_in_days: 30, _limit: 10, anything: { at: "all" } },
        { credentials: oauthParsed },
      ],
    ];
    for (const [name, value, expected] of shapes) {
      it(name, () => {
        const config: object = parseConfig(value, {});
        const found = Object.entries(config).filter(([key]) => Object.hasOwn(expected, key));
        assert.deepEqual(Object.fromEntries(found), expected);
      });
    }
  });

  describe("rejects", () => {
    const { refresh_token: _refresh, ...tokenless } = oauth;
    const { client_id: _id, ...appless } = oauth;
    const methods =
      '"Authentication: Authentication method" (auth_method) must be "oauth2.0", "access_token", or "refresh_token".';
    const missing = (title: string) => `"${title}" is missing.`;

    it("missing or invalid credentials, without mention of other authentication methods", () => {
      for (const [value, ...problems] of [
        [[], "It must be a JSON object."],
        [null, "It must be a JSON object."],
        [{}, '"Authentication" is missing.'],
        [{ Credential: oauth }, missing("Authentication")],
      ] as const)
        assert.equal(problemsWith(value), problems.join(" "));
      for (const [credentials, ...problems] of [
        ["pina_shh", '"Authentication" must be an object.'],
        [{}, methods],
        [{ ...oauth, auth_method: "password" }, methods],
        [
          { refresh_token: "shh" },
          '"Authentication: App ID" is missing.',
          '"Authentication: App secret key" is missing.',
        ],
        [{ ...tokenless, refresh_tokn: "shh" }, missing("Authentication: Refresh token")],
        [{ ...appless, clientId: "shh" }, missing("Authentication: App ID")],
        [{ auth_method: "access_token", client_id: "1" }, '"Authentication: Access token" is missing.'],
        [{ ...oauth, client_secret: "  " }, '"Authentication: App secret key" is missing.'],
        [{ ...oauth, refresh_token: "" }, '"Authentication: Refresh token" is missing.'],
        [{ ...token, access_token: ["shh"] }, '"Authentication: Access token" must be text.'],
      ] as const)
        assert.equal(problemsWith({ credentials }), problems.join(" "));
    });

    for (const [fields, problem] of [
      [{ start_date: "2026-02-30" }, '"Start date" must be a valid date in the format YYYY-MM-DD.'],
      [{ start_date: "2026-02-01T00:00:00Z" }, '"Start date" must be a valid date in the format YYYY-MM-DD.'],
      ...[0, 41, 2.5, "4"].map(
        (num_workers) => [{ num_workers }, '"Concurrent requests" must be a whole number from 1 to 40.'] as const,
      ),
      [{ lookback_days: 3651 }, '"Lookback window (days)" must be a whole number from 0 to 3650.'],
      [
        { status: ["ACTIVE", "RUNNING"] },
        '"Campaign, ad group, and ad statuses, item 2" must be "ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", or "DELETED_DRAFT".',
      ],
      [{ status: ["ACTIVE", "ACTIVE"] }, '"Campaign, ad group, and ad statuses" must not contain duplicates.'],
      [{ status: "ACTIVE" }, '"Campaign, ad group, and ad statuses" must be a list.'],
      [
        { columns: ["CTR", "ctr"] },
        '"Ads columns, item 2" must be a column name in capital letters, such as SPEND_IN_DOLLAR.',
      ],
      [{ analytics_batch_size: 251 }, '"Analytics batch size" must be a whole number from 1 to 250.'],
      [{ search_queries: ["garden", " "] }, '"Search queries for your own content, item 2" must not be empty.'],
      [{ search_queries: [null] }, '"Search queries for your own content, item 1" must be text.'],
      [{ search_queries: "garden" }, '"Search queries for your own content" must be a list.'],
      [{ board_ids: ["1", "garden"] }, '"Board IDs, item 2" must be digits only.'],
      [
        { ad_account_ids: [2 ** 63] },
        '"Ad account IDs, item 1" must be up to 18 digits, such as 549755885175, in quotes.',
      ],
      [{ pin_metrics: "yes" }, '"Include metrics in Pin records" must be true or false.'],
      [{ environment: "test" }, '"API environment" must be "production" or "sandbox".'],
    ] as const)
      it(JSON.stringify(fields), () => assert.equal(problemsWith({ credentials: token, ...fields }), problem));

    it("all invalid fields in one message", () => {
      assert.throws(() => parseConfig({ num_workers: 0, pin_metrics: 1 }, {}), {
        name: "ConfigError",
        message:
          /^Invalid configuration: "Authentication" is missing\. "Include .* or false\. "Concurrent .* to 40\.$/u,
      });
    });
  });

  describe("reads the base URL from PINTEREST_API_BASE_URL", () => {
    it("with its path, by default the API version, and prefers it to the sandbox", () => {
      for (const [address, expected] of [
        [" ", "https://api.pinterest.com/v5"],
        ["http://127.0.0.1:8080/", "http://127.0.0.1:8080/v5"],
        ["https://proxy.example/pinterest/v5//", "https://proxy.example/pinterest/v5"],
        ["http://[::1]:8080/v5", "http://[::1]:8080/v5"],
      ])
        assert.equal(parseConfig({ credentials: token }, { PINTEREST_API_BASE_URL: address }).baseUrl, expected);
      const sandbox = { credentials: token, environment: "sandbox" };
      assert.equal(parseConfig(sandbox, { PINTEREST_API_BASE_URL: "http://x:1" }).baseUrl, "http://x:1/v5");
    });

    for (const address of words(`
      nonsense ftp://shh.example http://user:shh@localhost http://localhost/?shh http://localhost/#shh
    `)) {
      it(`and rejects ${address}`, () => {
        const problems = problemsWith({ credentials: token }, { PINTEREST_API_BASE_URL: address });
        assert.match(problems, /PINTEREST_API_BASE_URL/u);
        assert.doesNotMatch(problems, /shh/u);
      });
    }
  });

  describe("for any input", () => {
    const names = words(`
      credentials auth_method client_id client_secret refresh_token access_token token_expiry_date start_date
      ad_account_ids account_id num_threads board_ids search_queries likes_board num_workers lookback_days environment
      status attribution columns custom_reports name level click_window_days campaign_statuses __proto__ refresh_tokn
    `);
    const secret = fc.string().map((text) => `shh-${text}`);
    const value = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { depthSize: "small" },
        secret,
        fc.constantFrom("oauth2.0", "access_token", "2026-05-01", "production", "123"),
        fc.double(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("node"), { maxLength: 3 }),
        fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), tie("node"), { maxKeys: 8 }),
      ),
    })).node;

    it("throws only ConfigError, without values", () => {
      const check = (raw: unknown) => assert.doesNotMatch(problemsWith(raw), /shh-/u);
      fc.assert(fc.property(fc.oneof(value, fc.jsonValue()), check), { numRuns: 2000 });
    });
  });
});
