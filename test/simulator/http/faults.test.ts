import assert from "node:assert/strict";
import { corrupted } from "../../../simulator/http/faults/body-corruption.ts";
import type { Fault } from "../../../simulator/http/faults/fault.ts";
import { type FaultRule, Faults } from "../../../simulator/http/faults/faults.ts";
import { knownCredentials, type Simulator } from "../../../simulator/simulator.ts";
import { get, noon, withSimulator } from "../api.ts";

const fault = { status: 503 };

/** Returns which requests of an operation a rule matches. */
function matches(rule: FaultRule, requests: number, query = ""): readonly number[] {
  const faults = new Faults();
  faults.set([rule]);
  return Array.from({ length: requests }, (_, index) => index + 1).filter(
    () => faults.next("boards/list", addressOf(`/boards${query}`)) !== undefined,
  );
}

function addressOf(path: string): URL {
  return new URL(path, "http://simulator.invalid");
}

describe("simulator: fault rules", () => {
  it("select requests", () => {
    assert.deepEqual(matches({ fault }, 3), [1, 2, 3]);
    assert.deepEqual(matches({ nth: 2, fault }, 4), [2]);
    assert.deepEqual(matches({ from: 3, fault }, 5), [3, 4, 5]);
    assert.deepEqual(matches({ every: 2, fault }, 5), [2, 4]);
    assert.deepEqual(matches({ from: 2, every: 2, fault }, 6), [3, 5]);
    assert.deepEqual(matches({ from: 2, times: 2, fault }, 6), [2, 3]);
    assert.deepEqual(matches({ operation: "boards/list", nth: 1, fault }, 2), [1]);
    assert.deepEqual(matches({ operation: "pins/list", fault }, 2), []);
    assert.deepEqual(matches({ having: "bookmark", nth: 1, fault }, 2, "?bookmark=a"), [1]);
    assert.deepEqual(matches({ having: "bookmark", fault }, 2, "?page_size=2"), []);
  });

  it("select requests by probability, the same ones for the same seed", () => {
    const first = matches({ rate: 0.2, seed: 5, fault }, 1_000);
    assert.ok(first.length > 150 && first.length < 250, String(first.length));
    assert.deepEqual(matches({ rate: 0.2, seed: 5, fault }, 1_000), first);
    assert.notDeepEqual(matches({ rate: 0.2, seed: 6, fault }, 1_000), first);
    assert.deepEqual(matches({ rate: 0, fault }, 100), []);
    assert.equal(matches({ rate: 1, fault }, 100).length, 100);
  });

  it("select paths and queries by share, the same ones in any order", () => {
    const paths = Array.from({ length: 1_000 }, (_, index) => `/boards/${index}/pins`);
    const chosen = (order: readonly string[], rule: Partial<FaultRule>) => {
      const faults = new Faults();
      faults.set([{ share: 0.2, seed: 5, ...rule, fault }]);
      return order.filter((path) => faults.next("boards/list_pins", addressOf(path)) !== undefined);
    };
    const first = chosen(paths, {});
    assert.ok(first.length > 150 && first.length < 250, String(first.length));
    assert.deepEqual(chosen(paths.toReversed(), {}).toReversed(), first);
    assert.notDeepEqual(chosen(paths, { seed: 6 }), first);
    assert.deepEqual([chosen(paths, { share: 0 }).length, chosen(paths, { share: 1 }).length], [0, 1_000]);
  });

  it("select requests whose path, query, or body contains all texts", () => {
    const faults = new Faults();
    faults.set([{ containing: ["/ad_accounts/1/", "SPEND"], fault }]);
    const next = (path: string, body?: string) => faults.next("analytics/create_report", addressOf(path), body);
    assert.equal(next("/ad_accounts/1/reports", '{"columns":["SPEND"]}'), fault);
    assert.equal(next("/ad_accounts/1/reports?columns=SPEND"), fault);
    assert.equal(next("/ad_accounts/2/reports", '{"columns":["SPEND"]}'), undefined);
    assert.equal(next("/ad_accounts/1/reports"), undefined);
  });

  it("apply in order, and count only the requests that they match", () => {
    const faults = new Faults();
    faults.set([
      { nth: 2, fault: { hang: true } },
      { from: 2, fault },
    ]);
    assert.deepEqual(
      [1, 2, 3].map(() => faults.next("boards/list", addressOf("/boards"))),
      [undefined, { hang: true }, fault],
    );
    assert.deepEqual([...faults.injections], [["boards/list", 2]]);
  });

  it("spare a URL after times_each faults", () => {
    const faults = new Faults();
    faults.set([{ times_each: 2, fault }]);
    const paths = ["/boards", "/boards?bookmark=a", "/boards", "/boards", "/boards?bookmark=a", "/boards?bookmark=a"];
    assert.deepEqual(
      paths.map((path) => faults.next("boards/list", addressOf(path))),
      [fault, fault, fault, undefined, fault, undefined],
    );
  });
});

describe("simulator: corrupted bodies", () => {
  const list = '{"items":[{"id":"1099300590356454983"},{"id":"2"},{"id":"3"}],"bookmark":"b"}';

  it("repeats rows at the end of their list", () => {
    assert.equal(
      corrupted(list, { repeat_rows: 2 }, null),
      '{"items":[{"id":"1099300590356454983"},{"id":"2"},{"id":"3"},{"id":"1099300590356454983"},{"id":"2"}],"bookmark":"b"}',
    );
    assert.equal(corrupted('{"7":[{"A":1},{"A":2}]}', { repeat_rows: 1 }, null), '{"7":[{"A":1},{"A":2},{"A":1}]}');
    assert.equal(corrupted('[{"A":1},{"A":2}]', { repeat_rows: 1 }, null), '[{"A":1},{"A":2},{"A":1}]');
  });

  it("repeats the bookmark of the request", () => {
    assert.match(corrupted(list, { repeat_bookmark: true }, "a"), /"bookmark":"a"\}$/u);
    assert.equal(corrupted(list, { repeat_bookmark: true }, null), list);
  });

  it("converts only IDs to numbers, with all digits", () => {
    const row =
      '{"items":[{"id":"1099300590356454983","board_id":"12","ids":["7","x"],"title":"99","owner":{"username":"5"},"code":"007"}]}';
    assert.equal(
      corrupted(row, { ids_as_numbers: true }, null),
      '{"items":[{"id":1099300590356454983,"board_id":12,"ids":[7,"x"],"title":"99","owner":{"username":"5"},"code":"007"}]}',
    );
  });

  it("sets fields in every row, or in a response without rows", () => {
    const fields = { id: null, extra: { a: [1] } };
    assert.equal(
      corrupted('{"all":{"daily_metrics":[{"id":"1","n":1099300590356454983},{}]}}', { fields }, null),
      '{"all":{"daily_metrics":[{"id":null,"n":1099300590356454983,"extra":{"a":[1]}},{"id":null,"extra":{"a":[1]}}]}}',
    );
    assert.equal(corrupted('{"expires_in":5}', { fields: { expires_in: 0 } }, null), '{"expires_in":0}');
  });
});

describe("simulator: faults over HTTP", () => {
  const address = "/boards";
  const headers = { authorization: `Bearer ${knownCredentials.access_token}` };
  const call = (simulator: Simulator, path = address) => fetch(simulator.url + path, { headers });
  const set = (simulator: Simulator, wrong: Fault, more: Partial<FaultRule> = {}) =>
    simulator.faults.set([{ ...more, fault: wrong }]);

  it("replace a response by an error, break the connection, or never respond", () =>
    withSimulator({}, async (simulator) => {
      const headed = { status: 500, code: 12, message: "Later", headers: { "retry-after": "1" } };
      set(simulator, headed);
      const error = await get(simulator, address);
      assert.deepEqual(
        [error.status, error.object, error.headers.get("retry-after")],
        [500, { code: 12, message: "Later" }, "1"],
      );
      set(simulator, { status: 503, html: true });
      const html = await call(simulator);
      assert.deepEqual([html.status, html.headers.get("content-type")], [503, "text/html"]);
      assert.match(await html.text(), /^<html>/u);
      set(simulator, { reset: "before" });
      await assert.rejects(call(simulator));
      set(simulator, { reset: "body" });
      const broken = await call(simulator);
      assert.equal(broken.status, 200);
      await assert.rejects(broken.text());
      set(simulator, { invalid_json: true });
      await assert.rejects((await call(simulator)).json(), SyntaxError);
      set(simulator, { hang: true });
      const patience = new AbortController();
      const unwatch = simulator.journal.watch(() => patience.abort());
      await assert.rejects(fetch(simulator.url + address, { headers, signal: patience.signal }));
      unwatch();
      simulator.faults.clear();
      assert.equal((await get(simulator, address)).status, 200);
      assert.deepEqual(
        simulator.journal.entries.map(({ status }) => status),
        [500, 503, null, 200, 200, null, 200],
      );
    }));

  it("cut a body at any byte, broken or as if complete", () =>
    withSimulator({}, async (simulator) => {
      const complete = await (await call(simulator)).text();
      for (const [bytes, length] of [
        [0, 0],
        [1, 1],
        [700, 700],
        [-1, Buffer.byteLength(complete) - 1],
      ] as const) {
        set(simulator, { cut: bytes });
        await assert.rejects((await call(simulator)).text());
        set(simulator, { short: bytes });
        const text = await (await call(simulator)).arrayBuffer();
        assert.equal(text.byteLength, length);
      }
    }));

  it("slow a body down, or never end it", () =>
    withSimulator({}, async (simulator) => {
      const complete = await (await call(simulator)).text();
      set(simulator, { slow: { bytes: 500, ms: 2 } });
      assert.equal(await (await call(simulator)).text(), complete);
      set(simulator, { endless_ms: 2 });
      const reader = (await call(simulator)).body?.getReader();
      assert.ok(reader !== undefined);
      let blanks = 0;
      while (blanks < 20) {
        const { value, done } = await reader.read();
        assert.equal(done, false);
        if (new TextDecoder().decode(value).trim() === "") blanks += 1;
      }
      await reader.cancel();
    }));

  it("refuse connections for the given time", () =>
    withSimulator({}, async (simulator) => {
      set(simulator, { refuse_ms: 150 }, { nth: 1 });
      await assert.rejects(call(simulator));
      const failure = await call(simulator).then(
        () => undefined,
        (error: unknown) => error,
      );
      assert.ok(failure instanceof Error);
      assert.match(JSON.stringify(failure.cause), /ECONNREFUSED/u);
      let answered = false;
      while (!answered) {
        answered = await call(simulator).then(
          ({ ok }) => ok,
          () => false,
        );
      }
    }));

  it("end when the simulator closes", () =>
    withSimulator({}, async (simulator) => {
      set(simulator, { refuse_ms: 60_000 });
      await assert.rejects(call(simulator));
    }));

  it("leave errors unchanged", () =>
    withSimulator({}, async (simulator) => {
      set(simulator, { fields: { code: 7 } });
      assert.equal((await get(simulator, "/boards", {}, "other")).object.code, 2);
    }));

  it("keep the simulated time in the Date header", () =>
    withSimulator({}, async (simulator) => {
      assert.equal((await get(simulator, address)).headers.get("date"), new Date(noon).toUTCString());
    }));
});
