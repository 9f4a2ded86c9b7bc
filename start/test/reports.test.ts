import assert from "node:assert/strict";
import { asText } from "../../src/base/json.ts";
import { renderPage } from "../page/page.ts";
import { openStartBed, type StartBed } from "./bed.ts";
import { type Content, sectionsOf } from "./page-content.ts";
import { counts, likes } from "./truth.ts";

/** The streams of the reports, and those that place them on the page. */
const streams = `account account_snapshots boards board_pins followers following_boards following_interests
  following_users likes pins search_boards search_pins`.split(/\s+/u);
const queries = ["garden", "wedding"];

describe("the reports that other tools have, on the page", () => {
  let bed: StartBed;
  let page = "";
  let sections: readonly Content[] = [];

  before(async () => {
    bed = await openStartBed();
    await bed.read({ streams }, { search_queries: queries });
    page = await renderPage(bed.database);
    sections = sectionsOf(page);
  });
  after(() => bed.close());

  const expected = (stream: string) => bed.simulator.expectedRecords(stream, { queries });
  const section = (title: string) => {
    const found = sections.find((each) => each.title === title);
    assert.ok(found !== undefined, title);
    return found;
  };
  /** The cells of a card's column, by the first cell of their row. */
  const column = (title: string, name: string) => {
    const [names = [], ...rows] = section(title).rows;
    const index = names.indexOf(name);
    assert.ok(index > 0, `${title}: ${names.join()}`);
    return new Map(rows.map((row) => [row[0], row[index]]));
  };
  const boards = () => new Map(expected("boards").map(({ id, name }) => [id, asText(name)]));
  const pinsOn = (board: string | undefined) =>
    expected("pins").filter(({ board_id: id }) => boards().get(id ?? null) === board).length;

  const reports: Readonly<Record<string, () => void>> = {
    "Account: its name and username are the head": () => {
      const [account] = expected("account");
      const [, title = ""] = /<h1[^>]*>([^<]*)<\/h1>/u.exec(page) ?? [];
      assert.equal(title.replaceAll("&amp;", "&"), account?.business_name);
      assert.ok(page.includes(`@${asText(account?.username)}.`));
    },
    "Boards: Boards by engagement": () => {
      const shown = [...column("Boards by engagement", "Clicks per Pin").keys()];
      assert.ok(shown.length > 1);
      for (const name of shown) assert.ok([...boards().values()].includes(name ?? ""), name);
    },
    "Board Pins: the Pins of Boards by engagement": () => {
      const shown = column("Boards by engagement", "Pins");
      assert.ok(shown.size > 1);
      for (const [board, count] of shown) assert.equal(Number(count), pinsOn(board), board);
    },
    "Followers: Followers": () => {
      assert.ok(section("Followers").text.startsWith(counts(Number(expected("account")[0]?.follower_count))));
    },
    "Following Boards: Whom you follow": () => isFollowed("Boards", "following_boards"),
    "Following Interests: Whom you follow": () => isFollowed("Interests", "following_interests"),
    "Following Users: Whom you follow": () => isFollowed("Accounts", "following_users"),
    "Likes: Likes, all time": () => {
      assert.ok(section("Likes, all time").text.startsWith(`${counts(likes(expected("pins")))} `));
    },
    "Pins: Pins you own": () => {
      assert.ok(section("Pins you own").text.startsWith(`${counts(expected("pins").length)} `));
    },
    "Search Boards: Searches in your account": () => isFound("Boards found", "search_boards"),
    "Search Pins: Searches in your account": () => isFound("Pins found", "search_pins"),
  };

  function isFollowed(what: string, stream: string): void {
    const count = expected(stream).length;
    assert.ok(count > 0, stream);
    assert.equal(column("Whom you follow", "Number").get(what), String(count));
  }

  function isFound(name: string, stream: string): void {
    const found = expected(stream);
    assert.ok(found.length > 0, stream);
    for (const [query, count] of column("Searches in your account", name))
      assert.equal(count, String(found.filter((row) => row.query === query).length), query);
  }

  for (const [report, check] of Object.entries(reports)) it(report, check);
});
