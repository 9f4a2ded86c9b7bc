import assert from "node:assert/strict";
import nock from "nock";
import type { Database } from "../database.ts";
import { renderPage } from "../page/page.ts";
import { embeddedPictures } from "../page/pictures.ts";
import { openStartBed, type StartBed } from "./bed.ts";

describe("the pictures of top Pins", () => {
  let bed: StartBed;
  let database: Database;
  const host = "https://i.pinimg.com";
  const png = Buffer.from("89504e470d0a1a0a", "hex");

  before(async () => {
    bed = await openStartBed();
    database = bed.database;
    await bed.read({ streams: ["pins", "user_account_top_pins"] });
    await database.rows("UPDATE _sync.reads SET is_simulated = false");
    nock.activate();
  });
  afterEach(() => nock.cleanAll());
  after(async () => {
    nock.restore();
    await bed.close();
  });

  const count = (page: string, start: string) => page.split(start).length - 1;
  const picturesOn = (page: string) => [count(page, '<img class="picture"'), count(page, '<svg class="picture"')];

  it("are drawn placeholders by default", async () => {
    nock(host).get(/./u).times(9).reply(200, png, { "content-type": "image/png" });
    assert.deepEqual(picturesOn(await renderPage(database)), [0, 6]);
    assert.equal(nock.pendingMocks().length, 1, "no request");
  });

  it("are in the page if it is asked for, or a placeholder", async () => {
    const failed: string[] = [];
    const scope = nock(host).get(/./u).times(3).reply(200, png, { "content-type": "image/png" });
    scope.get(/./u).reply(404).get(/./u).reply(200, "<html>", { "content-type": "text/html" });
    scope.get(/./u).reply(302, "", { location: "https://example.com/picture.png" });
    const page = await renderPage(
      database,
      embeddedPictures((url) => failed.push(url)),
    );
    assert.deepEqual(picturesOn(page), [3, 3]);
    assert.equal(count(page, `src="data:image/png;base64,${png.toString("base64")}"`), 3);
    assert.equal(failed.length, 3);
    assert.ok(failed.every((url) => url.startsWith(host)));
  });

  it("are loaded only from Pinterest", async () => {
    for (const other of ["https://example.com", "https://i.pinimg.com.example.com", "http://i.pinimg.com"]) {
      await database.rows(`UPDATE pins SET media = '{"images": {"400x300": {"url": "${other}/x.png"}}}'`);
      nock(other).get(/./u).reply(200, png, { "content-type": "image/png" });
      const page = await renderPage(
        database,
        embeddedPictures(() => undefined),
      );
      assert.deepEqual(picturesOn(page), [0, 6], other);
      assert.equal(nock.pendingMocks().length, 1, other);
      nock.cleanAll();
    }
  });
});
