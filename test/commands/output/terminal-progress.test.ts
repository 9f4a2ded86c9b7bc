import assert from "node:assert/strict";
import { TerminalProgress } from "../../../src/commands/output/terminal-progress.ts";
import { textOutput } from "../../../src/commands/output/text-output.ts";
import type { StreamStatus } from "../../../src/protocol/messages.ts";
import { FakeClock } from "../../fake-clock.ts";

/** Returns what a terminal shows after the output; a redrawn line replaces itself. */
function shown(text: string): readonly string[] {
  return text.split("\n").map((line) => line.split("\r\u001B[K").at(-1) ?? "");
}

describe("TerminalProgress", () => {
  const clock = new FakeClock(0);
  let text = "";
  let progress: TerminalProgress;
  beforeEach(() => {
    text = "";
    progress = new TerminalProgress(textOutput({ write: (part) => (text += part), isTTY: true, columns: 60 }), clock, {
      total: 3,
      isLive: true,
    });
  });
  const status = (name: string, next: StreamStatus, reset?: number) => {
    const limit = { type: "RATE_LIMITED", rate_limited: { quota_reset: reset ?? 0 } } as const;
    const reasons = reset === undefined ? {} : ({ reasons: [limit] } as const);
    const stream_status = { stream_descriptor: { name }, status: next, ...reasons };
    progress.message({ type: "TRACE", trace: { type: "STREAM_STATUS", emitted_at: 0, stream_status } });
  };

  it("redraws one line: streams, records, and the current stream", () => {
    status("boards", "STARTED");
    status("pins", "STARTED");
    progress.records("pins", 1_234);
    status("boards", "COMPLETE");
    assert.deepEqual(shown(text), ["1 of 3 streams, 1,234 records; reading pins"]);
  });

  it("shows a wait for the rate limit and its end", () => {
    const output = textOutput({ write: (part: string) => (text += part), isTTY: true, columns: 120 });
    progress = new TerminalProgress(output, clock, { total: 3, isLive: true });
    status("pins", "STARTED");
    status("pins", "RUNNING", clock.now() + 60_000);
    assert.match(shown(text).join(), /waiting for the rate limit until 00:01:00 UTC/u);
  });

  it("truncates the line to the width of the terminal", () => {
    for (const name of ["user_account_top_video_pins", "audience_insight_definitions", "boards"])
      status(name, "STARTED");
    for (const line of shown(text)) assert.ok(line.length < 60, line);
  });

  it("keeps warnings and errors above it, and ends with a summary", () => {
    progress.message({ type: "LOG", log: { level: "INFO", message: "nothing to see" } });
    progress.message({ type: "LOG", log: { level: "WARN", message: "boards: skipped one" } });
    progress.message({ type: "LOG", log: { level: "ERROR", message: "pins: denied" } });
    status("boards", "COMPLETE");
    status("pins", "INCOMPLETE");
    progress.records("boards", 2);
    progress.end();
    assert.deepEqual(shown(text), [
      "Warning: boards: skipped one",
      "Error: pins: denied",
      "1 of 3 streams complete; incomplete: pins; 1 not read; 2 records",
      "",
    ]);
  });

  it("counts incomplete streams instead of naming more than ten", () => {
    const ended = (count: number) => {
      const output = textOutput({ write: (part) => (text += part) });
      progress = new TerminalProgress(output, clock, { total: count, isLive: false });
      for (let index = 0; index < count; index += 1) status(`s${index}`, "INCOMPLETE");
      progress.end();
      return text.split("\n").at(-2);
    };
    assert.equal(ended(10), "0 of 10 streams complete; incomplete: s0, s1, s2, s3, s4, s5, s6, s7, s8, s9; 0 records");
    assert.equal(ended(11), "0 of 11 streams complete; incomplete: 11; 0 records");
  });

  it("writes only the summary if the terminal also shows the messages", () => {
    const output = textOutput({ write: (part) => (text += part) });
    progress = new TerminalProgress(output, clock, { total: 1, isLive: false });
    progress.records("pins", 5);
    progress.message({ type: "LOG", log: { level: "WARN", message: "see above" } });
    status("pins", "COMPLETE");
    assert.equal(text, "");
    progress.end();
    assert.deepEqual(shown(text), ["1 of 1 stream complete; 5 records", ""]);
  });

  it("takes a terminal that reports no size for one of 80 columns", () => {
    const output = textOutput({ write: (part) => (text += part), isTTY: true, columns: 0 });
    progress = new TerminalProgress(output, clock, { total: 1, isLive: true });
    progress.records("pins", 1);
    assert.deepEqual(shown(text), ["0 of 1 stream, 1 record"]);
  });

  it("draws at most five times per second", () => {
    const drawn = () => text.split("\r").length - 1;
    for (let count = 0; count < 1_000; count += 1) progress.records("pins", 1);
    assert.equal(drawn(), 1);
    clock.advance(199);
    progress.records("pins", 1);
    assert.equal(drawn(), 1, "after 199 ms");
    clock.advance(1);
    progress.records("pins", 1);
    assert.equal(drawn(), 2, "after 200 ms");
  });

  it("writes a line every ten seconds where it is not on a terminal", () => {
    const output = textOutput({ write: (part) => (text += part) });
    progress = new TerminalProgress(output, clock, { total: 2, isLive: true });
    for (let second = 0; second <= 20; second += 1) {
      progress.records("pins", 1);
      clock.advance(1_000);
    }
    progress.end();
    assert.deepEqual(text.split("\n"), [
      "0 of 2 streams, 1 record",
      "0 of 2 streams, 11 records",
      "0 of 2 streams, 21 records",
      "0 of 2 streams complete; 2 not read; 21 records",
      "",
    ]);
  });
});
