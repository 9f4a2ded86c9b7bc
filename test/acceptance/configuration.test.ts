import assert from "node:assert/strict";
import { configuration, parseConfiguration } from "../../integration_tests/acceptance/configuration.ts";
import { strictnessProblems } from "../../integration_tests/acceptance/strictness.ts";

const sections = "spec connection discovery basic_read full_refresh incremental".split(" ");
const text = (basicRead: string, rest: readonly string[] = sections) =>
  [
    "connector_image: a:dev",
    "test_strictness_level: high",
    "acceptance_tests:",
    ...rest.map((name) =>
      name === "basic_read" ? `  basic_read: ${basicRead}` : `  ${name}: { bypass_reason: Because. }`,
    ),
  ].join("\n");
const nothing = { streams: [], incremental: [], expected: [], future: [] };

describe("the configuration of the acceptance tests", () => {
  it("may have no key that CAT does not know", () => {
    const entry = (key: string) => () => parseConfiguration(text(`{ tests: [{ config_path: a, ${key}: true }] }`));
    assert.doesNotThrow(entry("validate_schema"));
    // These were keys once.
    for (const key of ["extra_fields", "extra_records", "certified"]) assert.throws(entry(key), new RegExp(key, "u"));
  });

  it("must have all six sections", () => {
    for (const name of sections) {
      const others = sections.filter((each) => each !== name);
      assert.throws(() => parseConfiguration(text("{ bypass_reason: Because. }", others)), new RegExp(name, "u"));
    }
  });

  it("gets CAT's defaults", () => {
    const { basic_read: basicRead } = parseConfiguration(text("{ tests: [{}] }")).acceptance_tests;
    assert.deepEqual(
      [basicRead.tests[0]?.config_path, basicRead.tests[0]?.timeout_seconds, basicRead.tests[0]?.validate_schema],
      ["secrets/config.json", 600, true],
    );
  });

  it("may leave nothing out without a reason", () => {
    const found = (basicRead: string) => strictnessProblems(parseConfiguration(text(basicRead)), nothing).join();
    assert.match(found("{ tests: [] }"), /neither tests nor a bypass_reason/u);
    assert.match(found("{ tests: [{ empty_streams: [{ name: a }] }] }"), /a has no bypass_reason/u);
    assert.match(found("{ tests: [{}] }"), /neither expected records nor a bypass_reason/u);
    assert.match(found("{ tests: [{ validate_schema: false }] }"), /must validate/u);
    assert.match(found("{ tests: [{ configured_catalog_path: a }] }"), /may not narrow/u);
    assert.equal(found("{ tests: [{ expect_records: { bypass_reason: Because. } }] }"), "");
  });

  it("must cover every stream with its files", () => {
    const coverage = { streams: ["a", "b"], incremental: ["b"], expected: ["b"], future: [] };
    const found = strictnessProblems(configuration, coverage);
    assert.ok(found.includes("a has no expected record") && found.includes("b has no state in the future"));
  });
});
