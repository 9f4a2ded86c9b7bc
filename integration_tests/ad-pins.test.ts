import assert from "node:assert/strict";
import { knownCredentials } from "../simulator/simulator.ts";
import { asText, type JsonObject } from "../src/base/json.ts";
import { streams } from "../src/streams/all.ts";
import { Bed, type ReadInBed } from "./bed/bed.ts";
import type { Outcome } from "./bed/connector.ts";
import { Destination } from "./bed/destination.ts";
import { endsOf, lastStates, logsOf, recordsOf } from "./bed/messages.ts";

const name = "ad_pins";
const day = 86_400;
const adPins = streams.filter((stream) => stream.name === name);
const credentials = { auth_method: "access_token", access_token: knownCredentials.access_token };

describe("the Pins of ads", () => {
  let bed: Bed;
  let states: readonly JsonObject[] = [];
  let destination: Destination;

  beforeEach(async () => {
    bed = await Bed.open({ config: { credentials }, scale: "medium" });
    states = [];
    destination = new Destination(adPins);
  });
  afterEach(() => bed.close());

  /** Reads the stream from the last state, which must end COMPLETE. */
  async function sync(options: ReadInBed = {}): Promise<Outcome> {
    bed.simulator.journal.clear();
    const outcome = await bed.read([name], { states, ...options });
    assert.equal(outcome.code, 0, outcome.stderr);
    assert.equal(endsOf(outcome.messages).get(name), "COMPLETE");
    states = lastStates(outcome.messages, states);
    destination.add(recordsOf(outcome.messages));
    return outcome;
  }

  const requested = () => bed.simulator.journal.entries.filter(({ operation }) => operation === "pins/get").length;
  const expected = () => bed.expectedRecords(name);
  const warningsOf = ({ messages }: Outcome) => logsOf(messages, "WARN").join("\n");
  const deny = (pin: JsonObject | undefined) =>
    bed.simulator.faults.set([
      {
        operation: "pins/get",
        when: ({ pathname }) => pathname.endsWith(`/pins/${asText(pin?.id)}`),
        fault: { status: 403, code: 29, message: "You are not permitted to access that resource." },
      },
    ]);

  it("are those of the ads of every status and owner, and only the changed ones in later syncs", async () => {
    await sync({ program: {} });
    destination.assertMatches(expected);
    assert.ok(new Set(expected().map((row) => row.ad_account_id)).size > 1, "of two owners");
    assert.ok(
      expected().some((row) => row.is_owner === true),
      "also own Pins",
    );
    assert.equal(requested(), expected().length, "one request per ad account and Pin");
    await sync({ program: {} });
    assert.equal(requested(), 0);

    bed.advance(day);
    const [ad] = bed.expectedRecords("ads");
    bed.simulator.change({ rename: asText(ad?.id) });
    bed.simulator.change({ add_ads: 2 });
    await sync();
    assert.ok(requested() >= 1 && requested() <= 3, `${requested()} requests`);
    destination.assertMatches(expected);
    await sync();
    assert.equal(requested(), 0);
  });

  it("can be gone, or denied for a week", async () => {
    const [gone, denied] = expected().filter((row) => row.is_owner === true);
    bed.simulator.change({ delete_pin: asText(gone?.id) });
    deny(denied);
    const first = await sync();
    for (const id of [gone?.id, denied?.id])
      assert.match(warningsOf(first), new RegExp(`skipped ad account \\d+, pin ${asText(id)}: `, "u"));
    const others = expected().filter(({ id }) => id !== denied?.id);
    destination.assertMatches(() => others);

    bed.advance(6 * day);
    assert.doesNotMatch(warningsOf(await sync()), /, pin /u);
    assert.equal(requested(), 0);

    bed.advance(day);
    bed.simulator.faults.clear();
    await sync();
    assert.equal(requested(), 1);
    destination.assertMatches(expected);
  });
});
