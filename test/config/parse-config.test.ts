import assert from "node:assert/strict";
import fc from "fast-check";
import { parseConfig } from "../../src/config/parse-config.ts";
import type { JsonObject } from "../../src/json.ts";
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
  it("completes the shortest configuration with the defaults of spec.json", () => {
    assert.deepEqual(parseConfig({ credentials: token }, {}), {
      credentials: tokenParsed,
      startDate: undefined,
      adAccountIds: [],
      boardIds: [],
      searchQueries: [],
      terms: [],
      countries: [],
      trendRegions: [],
      likesBoard: "Your Pinterest Likes",
      pinMetrics: true,
      silentPinAnalytics: false,
      trackChanges: [],
      trackSweepDays: 7,
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
    });
  });

  it("accepts every field, and removes blanks and duplicates", () => {
    const config = {
      credentials: { ...oauth, client_secret: " shh-client\n" },
      start_date: "2026-02-28",
      ad_account_ids: [" 549755885175", "549755885175", 549755885176],
      board_ids: ["1022106146619699845"],
      search_queries: ["garden", " garden ", "summer recipes"],
      terms: ["workout ", "workout"],
      countries: [" US", "GB"],
      trend_regions: ["GB+IE"],
      likes_board: " Likes ",
      pin_metrics: false,
      silent_pin_analytics: true,
      track_changes: ["followers", " boards", "followers"],
      track_sweep_days: 1,
      status: ["ACTIVE", "DELETED_DRAFT"],
      attribution: { click_window_days: 60, engagement_window_days: 7, conversion_report_time: "TIME_OF_CONVERSION" },
      columns: ["SPEND_IN_DOLLAR", " IMPRESSION_1", "IMPRESSION_1"],
      custom_reports: [{ name: "spend", columns: ["SPEND_IN_DOLLAR"] }],
      analytics_batch_size: 250,
      lookback_days: 0,
      num_workers: 40,
      environment: "sandbox",
    };
    assert.deepEqual(parseConfig(config, {}), {
      credentials: oauthParsed,
      startDate: "2026-02-28",
      adAccountIds: ["549755885175", "549755885176"],
      boardIds: ["1022106146619699845"],
      searchQueries: ["garden", "summer recipes"],
      terms: ["workout"],
      countries: ["US", "GB"],
      trendRegions: ["GB+IE"],
      likesBoard: "Likes",
      pinMetrics: false,
      silentPinAnalytics: true,
      trackChanges: ["followers", "boards"],
      trackSweepDays: 1,
      entityStatuses: ["ACTIVE", "DELETED_DRAFT"],
      attribution: {
        clickWindowDays: 60,
        engagementWindowDays: 7,
        viewWindowDays: 1,
        conversionReportTime: "TIME_OF_CONVERSION",
      },
      columns: ["SPEND_IN_DOLLAR", "IMPRESSION_1"],
      customReports: [
        {
          name: "spend",
          streamName: "custom_spend",
          level: "ADVERTISER",
          granularity: "TOTAL",
          columns: ["SPEND_IN_DOLLAR"],
          attribution: {
            clickWindowDays: 30,
            engagementWindowDays: 30,
            viewWindowDays: 1,
            conversionReportTime: "TIME_OF_AD_ACTION",
          },
          attributionTypes: ["INDIVIDUAL", "HOUSEHOLD"],
          targetingTypes: [],
          campaignStatuses: [],
          adGroupStatuses: [],
          adStatuses: [],
          startDate: undefined,
        },
      ],
      analyticsBatchSize: 250,
      lookbackDays: 0,
      numWorkers: 40,
      baseUrl: "https://api-sandbox.pinterest.com/v5",
    });
  });

  it("returns an immutable value", () => {
    const config = parseConfig({ credentials: oauth, custom_reports: [{ name: "x", columns: ["SPEND"] }] }, {});
    const isDeeplyFrozen = (value: unknown): boolean =>
      typeof value !== "object" ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen));
    assert.ok(isDeeplyFrozen(config));
  });

  describe("accepts the shapes of earlier configurations", () => {
    const { auth_method: _, ...flat } = oauth;
    const expiry = Date.parse("2026-05-01T00:00:00Z");
    const withAccess = { ...oauthParsed, access: { token: "pina_old", expiresAt: expiry } };
    const stored = (date: unknown) => ({
      credentials: { ...oauth, access_token: "pina_old", token_expiry_date: date },
    });
    const unchosen = { numWorkers: undefined, analyticsBatchSize: undefined };
    const shapes: readonly (readonly [string, unknown, object])[] = [
      ["tokens at the top level", flat, { credentials: oauthParsed }],
      ["an access token at the top level", { access_token: "pina_shh" }, { credentials: tokenParsed }],
      ["OAuth credentials without auth_method", { credentials: flat }, { credentials: oauthParsed }],
      ["a token without auth_method", { credentials: { access_token: "pina_shh" } }, { credentials: tokenParsed }],
      ["an app id that is a number", { credentials: { ...oauth, client_id: 1234567 } }, { credentials: oauthParsed }],
      ["a stored access token, ISO", stored("2026-05-01T00:00:00Z"), { credentials: withAccess }],
      ["a stored access token, Python", stored("2026-05-01T02:00:00.000000+02:00"), { credentials: withAccess }],
      ["a stored access token, no zone", stored("2026-05-01T00:00:00"), { credentials: withAccess }],
      ["a stored access token, seconds", stored(expiry / 1000), { credentials: withAccess }],
      ["a stored access token, seconds in quotes", stored(String(expiry / 1000)), { credentials: withAccess }],
      ["a stored access token, milliseconds", stored(expiry), { credentials: withAccess }],
      ["a stored access token whose end is unclear", stored("soon"), { credentials: oauthParsed }],
      ["a stored access token whose end is absurd", stored(1e300), { credentials: oauthParsed }],
      ["a stored access token without an end", stored(null), { credentials: oauthParsed }],
      ["account_id", { ...flat, account_id: "549755885175" }, { adAccountIds: ["549755885175"] }],
      ["an empty account_id", { ...flat, account_id: "" }, { adAccountIds: [] }],
      [
        "account_id beside ad_account_ids",
        { ...flat, account_id: "1", ad_account_ids: ["2"] },
        { adAccountIds: ["2"] },
      ],
      ["num_threads", { ...flat, num_threads: 8 }, { numWorkers: 8 }],
      ["num_threads beyond the limit of today", { ...flat, num_threads: 500 }, { numWorkers: 40 }],
      ["num_threads beside num_workers", { ...flat, num_threads: 8, num_workers: 3 }, { numWorkers: 3 }],
      ["the defaults that forms have stored", { ...flat, num_workers: 4, analytics_batch_size: 100 }, unchosen],
      [
        "numbers beside them",
        { ...flat, num_workers: 5, analytics_batch_size: 99 },
        { numWorkers: 5, analyticsBatchSize: 99 },
      ],
      [
        "a refresh token of its own",
        { credentials: { ...oauth, auth_method: "refresh_token" } },
        { credentials: oauthParsed },
      ],
      [
        "nulls for what is absent",
        {
          ...flat,
          start_date: null,
          board_ids: null,
          num_workers: null,
          likes_board: null,
          status: null,
          columns: null,
          custom_reports: null,
          analytics_batch_size: null,
        },
        {
          startDate: undefined,
          boardIds: [],
          numWorkers: undefined,
          likesBoard: "Your Pinterest Likes",
          entityStatuses: [],
          columns: [],
          customReports: [],
          analyticsBatchSize: undefined,
        },
      ],
      [
        "keys that it does not use",
        {
          ...flat,
          window_in_days: 30,
          _limit: 10,
          _page_size: 5,
          anything: { at: "all" },
        },
        { credentials: oauthParsed },
      ],
    ];
    for (const [name, value, expected] of shapes) {
      it(name, () => {
        const config: object = parseConfig(value, {});
        assert.deepEqual(
          Object.fromEntries(Object.entries(config).filter(([key]) => Object.hasOwn(expected, key))),
          expected,
        );
      });
    }
  });

  describe("rejects", () => {
    const { refresh_token: _refresh, ...tokenless } = oauth;
    const { client_id: _id, ...appless } = oauth;
    const methods =
      '"Authentication: Authentication method" (auth_method) must be "oauth2.0", "access_token", or "refresh_token".';
    const good = (fields: JsonObject) => ({ credentials: token, ...fields });
    const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
      ["a list", [], ["It must be a JSON object."]],
      ["nothing", null, ["It must be a JSON object."]],
      ["no credentials", {}, ['"Authentication" is missing.']],
      [
        "a typo",
        { Credential: oauth },
        [
          '"Authentication" is missing. The configuration has the unknown key "Credential". Did you mean "credentials"?',
        ],
      ],
      ["credentials that are text", { credentials: "pina_shh" }, ['"Authentication" must be an object.']],
      ["empty credentials", { credentials: {} }, [methods]],
      [
        "a refresh token alone",
        { credentials: { refresh_token: "shh" } },
        ['"Authentication: App ID" is missing.', '"Authentication: App secret key" is missing.'],
      ],
      ["another auth_method", { credentials: { ...oauth, auth_method: "password" } }, [methods]],
      [
        "a typo in the credentials",
        { credentials: { ...tokenless, refresh_tokn: "shh" } },
        [
          '"Authentication: Refresh token" is missing. The configuration has the unknown key "refresh_tokn". Did you mean "refresh_token"?',
        ],
      ],
      [
        "another way to write a name",
        { credentials: { ...appless, clientId: "shh" } },
        [
          '"Authentication: App ID" is missing. The configuration has the unknown key "clientId". Did you mean "client_id"?',
        ],
      ],
      [
        "a missing token, with no word of the other variant",
        { credentials: { auth_method: "access_token", client_id: "1" } },
        ['"Authentication: Access token" is missing.'],
      ],
      [
        "blank secrets",
        { credentials: { ...oauth, client_secret: "  ", refresh_token: "" } },
        ['"Authentication: App secret key" must not be empty.', '"Authentication: Refresh token" must not be empty.'],
      ],
      [
        "a secret that is not text",
        { credentials: { ...token, access_token: ["shh"] } },
        ['"Authentication: Access token" must be text.'],
      ],
      [
        "a day that does not exist",
        good({ start_date: "2026-02-30" }),
        ['"Start date" must be a valid date in the format YYYY-MM-DD.'],
      ],
      [
        "a timestamp for a day",
        good({ start_date: "2026-02-01T00:00:00Z" }),
        ['"Start date" must be a valid date in the format YYYY-MM-DD.'],
      ],
      ["no workers", good({ num_workers: 0 }), ['"Concurrent requests" must be a whole number from 1 to 40.']],
      ["many workers", good({ num_workers: 41 }), ['"Concurrent requests" must be a whole number from 1 to 40.']],
      ["half workers", good({ num_workers: 2.5 }), ['"Concurrent requests" must be a whole number from 1 to 40.']],
      ["text for a number", good({ num_workers: "4" }), ['"Concurrent requests" must be a whole number from 1 to 40.']],
      [
        "days before none",
        good({ lookback_days: -1 }),
        ['"Lookback window (days)" must be a whole number from 0 to 3650.'],
      ],
      [
        "days beyond ten years",
        good({ lookback_days: 3651 }),
        ['"Lookback window (days)" must be a whole number from 0 to 3650.'],
      ],
      [
        "another status",
        good({ status: ["ACTIVE", "RUNNING"] }),
        [
          '"Campaign, ad group, and ad statuses, item 2" must be "ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", or "DELETED_DRAFT".',
        ],
      ],
      [
        "a status twice",
        good({ status: ["ACTIVE", "ACTIVE"] }),
        ['"Campaign, ad group, and ad statuses" must not contain duplicates.'],
      ],
      ["one status", good({ status: "ACTIVE" }), ['"Campaign, ad group, and ad statuses" must be a list.']],
      [
        "a column in small letters",
        good({ columns: ["SPEND_IN_DOLLAR", "ctr"] }),
        ['"Ads columns, item 2" must be a column name in capital letters, such as SPEND_IN_DOLLAR.'],
      ],
      [
        "an empty batch",
        good({ analytics_batch_size: 0 }),
        ['"Analytics batch size" must be a whole number from 1 to 250.'],
      ],
      [
        "a large batch",
        good({ analytics_batch_size: 251 }),
        ['"Analytics batch size" must be a whole number from 1 to 250.'],
      ],
      [
        "an empty query",
        good({ search_queries: ["garden", " "] }),
        ['"Search queries for your own content, item 2" must not be empty.'],
      ],
      [
        "a query that is none",
        good({ search_queries: [null] }),
        ['"Search queries for your own content, item 1" must be text.'],
      ],
      ["one query", good({ search_queries: "garden" }), ['"Search queries for your own content" must be a list.']],
      ["a board's name", good({ board_ids: ["1", "garden"] }), ['"Board IDs, item 2" must be digits only.']],
      [
        "an id that has lost digits",
        good({ ad_account_ids: [2 ** 63] }),
        ['"Ad account IDs, item 1" must be up to 18 digits, in quotes.'],
      ],
      ["text for a switch", good({ pin_metrics: "yes" }), ['"Include metrics in Pin records" must be true or false.']],
      ["no likes board", good({ likes_board: "" }), ['"Likes board" must not be empty.']],
      ["another environment", good({ environment: "test" }), ['"API environment" must be "production" or "sandbox".']],
    ];
    for (const [name, value, expected] of cases) {
      it(name, () => {
        assert.deepEqual(problemsWith(value), expected);
      });
    }

    it("all invalid fields in one message", () => {
      assert.throws(() => parseConfig({ num_workers: 0, pin_metrics: 1 }, {}), {
        name: "ConfigError",
        message:
          'Invalid configuration: "Authentication" is missing. "Include metrics in Pin records" must be true or false. "Concurrent requests" must be a whole number from 1 to 40.',
      });
    });
  });

  it("accepts a start date in the future", () => {
    assert.equal(parseConfig({ credentials: token, start_date: "2999-12-31" }, {}).startDate, "2999-12-31");
  });

  describe("reads the base URL from PINTEREST_API_BASE_URL", () => {
    const addresses: readonly (readonly [string, string])[] = [
      ["", "https://api.pinterest.com/v5"],
      [" ", "https://api.pinterest.com/v5"],
      ["http://127.0.0.1:8080", "http://127.0.0.1:8080/v5"],
      ["http://127.0.0.1:8080/", "http://127.0.0.1:8080/v5"],
      ["https://proxy.example/pinterest/v5//", "https://proxy.example/pinterest/v5"],
      ["http://[::1]:8080/v5", "http://[::1]:8080/v5"],
    ];
    for (const [address, expected] of addresses) {
      it(JSON.stringify(address), () => {
        const environment = { PINTEREST_API_BASE_URL: address };
        assert.equal(parseConfig({ credentials: token }, environment).baseUrl, expected);
      });
    }

    it("which takes precedence over the sandbox", () => {
      const config = { credentials: token, environment: "sandbox" };
      assert.equal(
        parseConfig(config, { PINTEREST_API_BASE_URL: "http://localhost:1" }).baseUrl,
        "http://localhost:1/v5",
      );
    });

    for (const address of [
      "nonsense",
      "ftp://shh.example",
      "http://user:shh@localhost",
      "http://localhost/?shh",
      "http://localhost/#shh",
    ]) {
      it(`and rejects ${address}`, () => {
        const problems = problemsWith({ credentials: token }, { PINTEREST_API_BASE_URL: address });
        assert.match(problems.join(), /PINTEREST_API_BASE_URL/u);
        assert.doesNotMatch(problems.join(), /shh/u);
      });
    }
  });

  describe("for any input", () => {
    const names =
      "credentials auth_method client_id client_secret refresh_token access_token token_expiry_date start_date ad_account_ids account_id num_threads board_ids search_queries likes_board num_workers lookback_days environment status attribution columns custom_reports name level click_window_days campaign_statuses __proto__ refresh_tokn".split(
        " ",
      );
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
      fc.assert(
        fc.property(
          fc.oneof(
            value,
            fc.json().map((text): unknown => JSON.parse(text)),
          ),
          (raw) => {
            const message = problemsWith(raw).join(" ");
            assert.doesNotMatch(message, /shh-/u);
          },
        ),
        { numRuns: 2000 },
      );
    });
  });
});
