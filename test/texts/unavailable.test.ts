import assert from "node:assert/strict";
import { parseConfig } from "../../src/config/parse-config.ts";
import { ApiError, type ApiErrorKind } from "../../src/pinterest/errors/api-error.ts";
import { adviceOn, missingError, unavailable } from "../../src/texts/unavailable.ts";

const config = parseConfig(
  { credentials: { access_token: "pina_1" }, ad_account_ids: ["123456"], board_ids: ["98765"] },
  {},
);
const errorOf = (kind: ApiErrorKind) => new ApiError({ kind, operation: "campaigns/list", reason: "no" });

describe("the advice on a skipped resource", () => {
  const advice = (kind: ApiErrorKind, parameters: Readonly<Record<string, string>>) =>
    adviceOn(errorOf(kind), parameters, config);

  it("asks for a role in an ad account, and says how to skip it, but not a part of it", () => {
    const role = " To sync it, ask for a role that can read it";
    assert.match(
      advice("permission_denied", { ad_account_id: "1", granularity: "DAY" }),
      new RegExp(`^${role}; to skip it, list the others in .+\\.$`, "u"),
    );
    assert.equal(advice("permission_denied", { ad_account_id: "1", audience_id: "2" }), `${role}.`);
  });

  it("asks the owner for access to other resources", () => {
    assert.equal(advice("permission_denied", { board_id: "1" }), " To sync it, ask its owner for access.");
  });

  it("is none for what isn't found, and to wait otherwise", () => {
    assert.equal(advice("not_found", { ad_account_id: "1" }), "");
    assert.equal(advice("server_fault", { ad_account_id: "1" }), " A later sync requests it again.");
  });
});

describe("the error of a resource that the settings name", () => {
  const messageOf = (parameters: Readonly<Record<string, string>>) =>
    unavailable(errorOf("permission_denied"), parameters, config)?.message;

  it("names the ad account or board, and the setting", () => {
    assert.match(
      messageOf({ ad_account_id: "123456" }) ?? "",
      /^(.+): 123456 can't be read\. Ask for access to it, or remove it from \1\. Everything else was synced\. /u,
    );
    assert.match(
      messageOf({ board_id: "98765" }) ?? "",
      /^(.+): 98765 can't be read\. Ask for access to it, or remove it from \1\. Everything else was synced\. /u,
    );
  });

  it("is none for what they don't name, and for a part of it", () => {
    for (const parameters of [
      {},
      { ad_account_id: "1" },
      { board_id: "1" },
      { ad_account_id: "123456", audience_id: "2" },
    ])
      assert.equal(messageOf(parameters), undefined);
  });

  it("says of one or several that they don't exist", () => {
    assert.match(missingError("board_ids", ["1"], config).message, /: 1 doesn't exist, .* Check the ID\. /u);
    assert.match(missingError("board_ids", ["1", "2"], config).message, /: 1, 2 don't exist, .* Check the IDs\. /u);
    assert.equal(missingError("board_ids", ["1"], config).failureType, "config_error");
  });
});
