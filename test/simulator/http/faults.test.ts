import assert from "node:assert/strict";
import { corrupted } from "../../../simulator/http/faults/body-corruption.ts";
import type { Fault } from "../../../simulator/http/faults/fault.ts";
import { type FaultRule, Faults } from "../../../simulator/http/faults/faults.ts";
import { knownCredentials } from "../../../simulator/simulator.ts";
import { noon } from "../../today.ts";
import { get, itemsOf, withSimulator } from "../api.ts";

const fault = { status: 503 };

/** Returns the positions of the requests that a rule selects. */
function selected(rule: Partial<FaultRule>, paths: readonly string[], body?: string): readonly number[] {
  const faults = new Faults();
  faults.set([{ ...rule, fault }]);
  return paths.flatMap((path, index) =>
    faults.next("boards/list", new URL(path, "http://simulator.invalid"), body) === undefined ? [] : [index + 1],
  );
}

describe("simulator: fault rules", () => {
  const same = Array.from({ length: 6 }, () => "/boards?bookmark=a");
  const pages = ["/boards", "/boards?bookmark=a", "/boards", "/boards", "/boards?bookmark=a", "/boards?bookmark=a"];
  for (const [rule, paths, positions] of [
    [{ nth: 2 }, same, [2]],
    [{ from: 4 }, same, [4, 5, 6]],
    [{ from: 2, every: 2 }, same, [3, 5]],
    [{ from: 2, times: 2 }, same, [2, 3]],
    [{ operation: "boards/list", nth: 1 }, same, [1]],
    [{ operation: "pins/list" }, same, []],
    [{ having: "bookmark" }, pages, [2, 5, 6]],
    [{ having: "bookmark", nth: 2 }, pages, [5]],
    [{ joined: ["ids", "types"] }, ["/?ids=1", "/?ids=1,2", "/?q=1,2", "/?types=A%2CB", "/?ids=1&ids=2"], [2, 4]],
    [{ containing: ["bookmark", "SPEND"] }, pages, [2, 5, 6]],
    [{ times_each: 2 }, pages, [1, 2, 3, 5]],
    [{ rate: 0 }, same, []],
    [{ share: 1 }, same, [1, 2, 3, 4, 5, 6]],
  ] as const) {
    it(`select requests ${positions.join()} by ${JSON.stringify(rule)}`, () => {
      assert.deepEqual(selected(rule, paths, '{"columns":["SPEND"]}'), positions);
    });
  }

  it("select by probability or by share of paths, the same ones for the same seed", () => {
    const paths = Array.from({ length: 1_000 }, (_, index) => `/boards/${index}/pins`);
    for (const rule of [{ rate: 0.2 }, { share: 0.2 }]) {
      const first = selected({ ...rule, seed: 5 }, paths);
      assert.ok(first.length > 150 && first.length < 250, String(first.length));
      assert.deepEqual(selected({ ...rule, seed: 5 }, paths), first);
      assert.notDeepEqual(selected({ ...rule, seed: 6 }, paths), first);
    }
    const reversed = selected({ share: 0.2, seed: 5 }, paths.toReversed()).map((place) => 1_001 - place);
    assert.deepEqual(reversed.toReversed(), selected({ share: 0.2, seed: 5 }, paths));
  });

  it("apply in order, and count only the requests that they match", () => {
    const faults = new Faults();
    faults.set([
      { nth: 2, fault: { hang: true } },
      { from: 2, fault },
    ]);
    const next = () => faults.next("boards/list", new URL("http://simulator.invalid/boards"));
    assert.deepEqual([next(), next(), next()], [undefined, { hang: true }, fault]);
    assert.deepEqual([...faults.injections], [["boards/list", 2]]);
  });
});

describe("simulator: corrupted bodies", () => {
  const list = '{"items":[{"id":"1099300590356454983"},{"id":"2"}],"bookmark":"b"}';
  const ids =
    '{"items":[{"id":"1099300590356454983","ids":["7","x"],"title":"99","owner":{"name":"5"},"code_id":"007"}]}';
  const days = '{"all":{"daily_metrics":[{"id":"1","n":1099300590356454983},{}]}}';
  const fields = { id: null, extra: { a: [1] } };
  for (const [what, text, bookmark, result] of [
    [{ repeat_rows: 1 }, list, null, list.replace("}]", '},{"id":"1099300590356454983"}]')],
    [{ repeat_rows: 1 }, '{"7":[{"A":1},{"A":2}]}', null, '{"7":[{"A":1},{"A":2},{"A":1}]}'],
    [{ repeat_rows: 1 }, '[{"A":1},{"A":2}]', null, '[{"A":1},{"A":2},{"A":1}]'],
    [{ repeat_bookmark: true }, list, "a", list.replace('"b"', '"a"')],
    [{ repeat_bookmark: true }, list, null, list],
    [
      { ids_as_numbers: true },
      ids,
      null,
      ids.replace('"1099300590356454983"', "1099300590356454983").replace('"7"', "7"),
    ],
    [
      { fields },
      days,
      null,
      '{"all":{"daily_metrics":[{"id":null,"n":1099300590356454983,"extra":{"a":[1]}},{"id":null,"extra":{"a":[1]}}]}}',
    ],
    [{ fields: { expires_in: 0 } }, '{"expires_in":5}', null, '{"expires_in":0}'],
  ] as const) {
    it(`by ${JSON.stringify(what)}: ${text.slice(0, 30)}`, () => {
      assert.equal(corrupted(text, what, bookmark), result);
    });
  }
});

describe("simulator: faults over HTTP", () => {
  /** Returns what a client sees of a response: the status and the body, or that the body breaks. */
  async function seen(url: string): Promise<readonly (string | number)[]> {
    try {
      const headers = { authorization: `Bearer ${knownCredentials.access_token}` };
      const response = await fetch(url, { headers });
      const body = await response.text().catch(() => "broken");
      return [response.status, body];
    } catch {
      return ["no response"];
    }
  }

  it("replace, break, shorten, or slow a response", () =>
    withSimulator({}, async (simulator) => {
      const url = `${simulator.url}/boards`;
      const [, body = ""] = await seen(url);
      const bytes = Buffer.from(String(body));
      const html = "<html><head><title>503</title></head><body><h1>503 Later</h1></body></html>";
      const cases: readonly (readonly [fault: Fault, expected: readonly (string | number)[]])[] = [
        [{ status: 500, code: 12, message: "Later" }, [500, '{"code":12,"message":"Later"}']],
        [{ status: 503, html: true, message: "Later" }, [503, html]],
        [{ reset: "before" }, ["no response"]],
        [{ reset: "body" }, [200, "broken"]],
        [{ cut: 1 }, [200, "broken"]],
        [{ cut: -1 }, [200, "broken"]],
        [{ short: 700 }, [200, bytes.subarray(0, 700).toString()]],
        [{ short: -1 }, [200, bytes.subarray(0, -1).toString()]],
        [{ invalid_json: true }, [200, `${String(body).slice(0, -1)}, "`]],
        [{ slow: { bytes: 500, ms: 2 } }, [200, body]],
        [{ delay_ms: 1 }, [200, body]],
      ];
      for (const [one, expected] of cases) {
        simulator.faults.set([{ fault: one }]);
        assert.deepEqual(await seen(url), expected, JSON.stringify(one));
      }
      simulator.faults.set([{ fault: { fields: { code: 7 } } }]);
      assert.equal((await get(simulator, "/boards", {}, "other")).object.code, 2, "errors stay as they are");
      simulator.faults.set([{ fault: { status: 500, headers: { "retry-after": "1" } } }]);
      const { headers } = await get(simulator, "/boards");
      assert.deepEqual([headers.get("retry-after"), headers.get("date")], ["1", new Date(noon).toUTCString()]);
    }));

  it("let only the first or the last of repeated values count", () =>
    withSimulator({}, async (simulator) => {
      const path = `/ad_accounts/${simulator.world.adAccounts[0]?.id}/ads`;
      const statuses = async (entity_statuses: string | readonly string[]) => {
        const page = await get(simulator, path, { entity_statuses, page_size: 250 });
        return new Set(itemsOf(page).map(({ status }) => status));
      };
      for (const [repeated, counted] of [
        ["first", "PAUSED"],
        ["last", "DRAFT"],
      ] as const) {
        simulator.faults.set([{ fault: { repeated } }]);
        assert.deepEqual(await statuses(["PAUSED", "ARCHIVED", "DRAFT"]), new Set([counted]));
        assert.deepEqual(await statuses("PAUSED,DRAFT"), new Set(["PAUSED", "DRAFT"]), "joined values all count");
      }
    }));

  it("never respond, never end, or refuse connections until the simulator closes", () =>
    withSimulator({}, async (simulator) => {
      const url = `${simulator.url}/boards`;
      const headers = { authorization: `Bearer ${knownCredentials.access_token}` };
      simulator.faults.set([{ fault: { hang: true } }]);
      const patience = new AbortController();
      simulator.journal.watch(() => patience.abort());
      await assert.rejects(fetch(url, { headers, signal: patience.signal }));
      simulator.faults.set([{ fault: { endless_ms: 2 } }]);
      const reader = (await fetch(url, { headers })).body?.getReader();
      assert.ok(reader !== undefined);
      let blanks = 0;
      while (blanks < 20) {
        const { value, done } = await reader.read();
        assert.equal(done, false);
        if (new TextDecoder().decode(value).trim() === "") blanks += 1;
      }
      await reader.cancel();
      simulator.faults.set([{ nth: 1, fault: { refuse_ms: 150 } }]);
      assert.deepEqual([await seen(url), await seen(url)], [["no response"], ["no response"]]);
      while ((await seen(url))[0] !== 200);
      simulator.faults.set([{ fault: { refuse_ms: 60_000 } }]);
      assert.deepEqual(await seen(url), ["no response"]);
    }));
});
