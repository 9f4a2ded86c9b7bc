import assert from "node:assert/strict";
import { assumptions, reasons } from "../../../src/commands/survey/assumptions.generated.ts";
import type { Findings } from "../../../src/commands/survey/judges/judges.ts";
import { surveyText } from "../../../src/commands/survey/survey-text.ts";

const holding: Findings = new Map([
  ["L1", { outcome: "holds", because: "enough_cases", of: 3 }],
  ["L4", { outcome: "cannot_tell", because: "few_pins", of: 0 }],
  ["T4", { outcome: "not_tried", because: "second_run", of: 0 }],
  ["T1", { outcome: "cannot_tell", because: "few_pins", of: 2 }],
]);

const failing: Findings = new Map([
  ["L1", { outcome: "fails", because: "counterexample", of: 3, fields: ["name", "owner"] }],
  ["L6", { outcome: "fails", because: "counterexample", of: 1 }],
]);

describe("the text of survey", () => {
  it("names what would help, and the report", () => {
    assert.equal(
      surveyText(holding, 1, "my.json"),
      `Of 4 assumptions about Pinterest, 1 holds for this account, 0 are false, and 3 can't be told from it (1 API call).
Nothing to do.

Can't be told. What would help:
  ${reasons.few_pins} (L4, T1)
  ${reasons.second_run} (T4)

docs/assumptions.md has all assumptions by their letter and number.
Report: my.json. It has no IDs, names, texts, amounts, or exact counts. Read it, and share it with the issue form "Survey".
`,
    );
  });

  it("says first what is false, what is lost, and what to do", () => {
    const { L1, L6 } = assumptions;
    assert.equal(
      surveyText(failing, 38, undefined),
      `Of 2 assumptions about Pinterest, 0 hold for this account, 2 are false, and 0 can't be told from it (38 API calls).

False, with what you lose and what to do:
  L1  ${L1.says} Fields: name, owner.
      You lose: ${L1.loses}
      To do: ${L1.do}
  L6  ${L6.says}
      You lose: ${L6.loses}
      To do: ${L6.do}

docs/assumptions.md has all assumptions by their letter and number.
To write a report that you can share, add --report survey.json.
`,
    );
    const one = new Map([...failing].slice(0, 1));
    assert.match(
      surveyText(one, 38, undefined),
      /^Of 1 assumption about Pinterest, 0 hold for this account, 1 is false,/u,
    );
  });
});
