import assert from "node:assert/strict";
import { ApiError } from "../../../src/pinterest/errors/api-error.ts";
import type { ValueLists } from "../../../src/sync/exclusions/resource.ts";
import { namedValues, proveRejections } from "../../../src/sync/exclusions/value-proof.ts";

const values = (count: number) => Array.from({ length: count }, (_, index) => `V${index}`);
const refusal = (reason: string) => new ApiError({ kind: "invalid_request", operation: "campaigns/list", reason });

/**
 * Sends a request with some values until it is accepted or given up.
 * @param reasonOf returns why a request is refused; undefined: it is accepted
 */
async function prove(all: ValueLists, reasonOf: (some: ValueLists, attempt: number) => string | undefined) {
  const attempts: ValueLists[] = [all];
  let waits = 0;
  try {
    const { result, rejected } = await proveRejections(all, refusal(reasonOf(all, 0) ?? "Invalid request"), {
      attempt: (some) => {
        const reason = reasonOf(some, attempts.length);
        attempts.push(some);
        return Promise.resolve(
          reason === undefined ? { isAccepted: true, result: some } : { isAccepted: false, error: refusal(reason) },
        );
      },
      wait: (_, retries) => {
        waits += 1;
        return Promise.resolve(retries < 5);
      },
      canTryHalves: () => true,
    });
    return { attempts, waits, result, rejected: rejected.map(({ value }) => value), error: undefined };
  } catch (error) {
    return { attempts, waits, result: undefined, rejected: undefined, error };
  }
}

describe("proveRejections", () => {
  it("takes three requests for a value that the API names", async () => {
    const all = { columns: ["CTR", "CTR_2", "LEADS"], types: ["A", "B"] };
    const { attempts, waits, rejected, result } = await prove(all, ({ columns = [] }) =>
      columns.includes("CTR_2") ? "The column CTR_2 is not available." : undefined,
    );
    assert.deepEqual(rejected, ["CTR_2"]);
    assert.deepEqual(result, { ...all, columns: ["CTR", "LEADS"] });
    assert.deepEqual([attempts.length, waits, attempts[2]], [3, 0, all]);
  });

  it("gives back each value that the API does not refuse again", async () => {
    const all = { columns: ["CTR", "CTR_2", "LEADS", "SPEND"] };
    const { attempts, rejected, result } = await prove(all, ({ columns = [] }) =>
      columns.includes("CTR_2") ? "CTR_2, LEADS are wrong, or one of them." : undefined,
    );
    assert.deepEqual([rejected, result], [["CTR_2"], { columns: ["CTR", "LEADS", "SPEND"] }]);
    assert.equal(attempts.length, 4);
  });

  it("gives up at once if the API names the only value of a parameter", async () => {
    const all = { columns: ["CTR", "LEADS"], types: ["PLACEMENT", "GENDER"] };
    const { attempts, waits, error } = await prove(
      all,
      ({ types = [] }) => `types: ${types[0] ?? ""} is not one of COUNTRY`,
    );
    assert.match(String(error), /GENDER is not one of/u);
    assert.deepEqual([attempts.length, waits], [2, 0]);
  });

  it("finds values that the API names one after the other", async () => {
    const bad = ["V3", "V7", "V8"];
    const { attempts, rejected } = await prove({ columns: values(12) }, ({ columns = [] }) =>
      bad.find((value) => columns.includes(value)),
    );
    assert.deepEqual([rejected, attempts.length], [bad, 3 * 2 + 1]);
  });

  it("excludes nothing if the same request is accepted later", async () => {
    for (const reason of ["Invalid request", "Shard 3 is PAUSED, try again", "V1 V2 V3"]) {
      for (const refused of [1, 2, 3, 6]) {
        const all = { statuses: ["ACTIVE", "PAUSED"], columns: values(9) };
        const { rejected, result, error } = await prove(all, (_, attempt) => (attempt < refused ? reason : undefined));
        assert.deepEqual([error, rejected, result], [undefined, [], all], `${reason} ${refused}`);
      }
    }
  });

  for (const bad of [["V0"], ["V94"], ["V189"], ["V3", "V120"], ["V0", "V1", "V188", "V189"]]) {
    it(`finds ${bad.join(" and ")} among 190 values by halves if no message names them`, async () => {
      const all = { types: ["A", "B"], columns: values(190) };
      const { attempts, rejected } = await prove(all, ({ columns = [] }) =>
        columns.some((value) => bad.includes(value)) ? "Invalid request" : undefined,
      );
      assert.deepEqual(rejected, bad);
      assert.ok(attempts.length <= 20 + 25 * bad.length, `${attempts.length} requests`);
    });
  }

  it("excludes the later one of two values that are refused together", async () => {
    const { rejected } = await prove({ columns: ["A", "B", "C", "D"] }, ({ columns = [] }) =>
      columns.includes("A") && columns.includes("D") ? "Invalid request" : undefined,
    );
    assert.deepEqual(rejected, ["D"]);
  });

  it("gives up, and excludes nothing, if no values are accepted or too many are wrong", async () => {
    for (const isRefused of [
      () => true,
      ({ columns = [] }: ValueLists) => columns.some((value) => /[13579]$/u.test(value)),
    ]) {
      const { attempts, error } = await prove({ columns: values(190) }, (some) =>
        isRefused(some) ? "Invalid request" : undefined,
      );
      assert.ok(error instanceof ApiError);
      assert.ok(attempts.length <= 120, `${attempts.length} requests`);
    }
  });

  it("never sends a parameter without values", async () => {
    const all = { statuses: ["DRAFT"], columns: ["CTR", "LEADS"] };
    const { attempts, error } = await prove(all, ({ statuses = [] }) => `The status ${statuses.join()} is wrong`);
    assert.ok(error instanceof ApiError);
    for (const attempt of attempts) for (const list of Object.values(attempt)) assert.ok(list.length > 0);
  });
});

describe("namedValues", () => {
  const columns = ["CTR", "CTR_2", "LEADS", "GB+IE"];

  for (const [message, named] of [
    ["Columns CTR_2, LEADS are not available.", ["CTR_2", "LEADS"]],
    ["Invalid columns: ['CTR']", ["CTR"]],
    ["Columns are not allowed: LEADS", ["LEADS"]],
    ["'CTR_2' is not one of ['CTR', 'LEADS']", ["CTR_2"]],
    ["Supported columns are CTR, LEADS", []],
    ["The region GB+IE is unknown", ["GB+IE"]],
    ["PRECTR and LEADS_2 are wrong", []],
    ["Invalid request.", []],
    // A message that names all values is unspecific.
    ["Wrong: CTR, CTR_2, LEADS, GB+IE", []],
  ] as const) {
    it(`finds ${named.join(" and ") || "none"} in "${message}"`, () => {
      assert.deepEqual(
        namedValues({ columns }, message).map(({ value }) => value),
        named,
      );
    });
  }

  it("prefers values of a parameter that the message names", () => {
    const named = namedValues({ columns, levels: ["CTR", "CAMPAIGN"] }, "The columns CTR are wrong.");
    assert.deepEqual(named, [{ parameter: "columns", value: "CTR" }]);
  });

  it("ignores values that are not uppercase", () => {
    assert.deepEqual(namedValues({ columns: ["request", "is"] }, "The request is wrong."), []);
  });
});
