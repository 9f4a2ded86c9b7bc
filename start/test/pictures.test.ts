import assert from "node:assert/strict";
import nock from "nock";
import { embeddedPictures } from "../page/drawings/pictures.ts";
import { renderPage } from "../page/page.ts";
import { openStartBed } from "./bed.ts";

describe("the pictures of top Pins", () => {
  const host = "https://i.pinimg.com";
  const png = Buffer.from("89504e470d0a1a0a", "hex");
  before(() => nock.activate());
  afterEach(() => nock.cleanAll());
  after(() => nock.restore());

  it("are in the page if it is asked for, and otherwise drawn placeholders", async () => {
    const bed = await openStartBed();
    const { database } = bed;
    await bed.read({ streams: ["pins", "user_account_top_pins"] });
    await database.rows("UPDATE _sync.reads SET is_simulated = false");
    const count = (page: string, start: string) => page.split(start).length - 1;
    const picturesOn = (page: string) => [count(page, '<img class="picture"'), count(page, '<svg class="picture"')];
    assert.deepEqual(picturesOn(await renderPage(database)), [0, 6]);
    const failed: string[] = [];
    const scope = nock(host).get(/./u).times(3).reply(200, png, { "content-type": "image/png" });
    scope.get(/./u).reply(404).get(/./u).reply(200, "<html>", { "content-type": "text/html" });
    scope.get(/./u).reply(302, "", { location: "https://example.com/picture.png" });
    const page = await renderPage(
      database,
      embeddedPictures((url) => failed.push(url)),
    );
    await bed.close();
    assert.deepEqual(picturesOn(page), [3, 3]);
    assert.equal(count(page, `src="data:image/png;base64,${png.toString("base64")}"`), 3);
    assert.equal(failed.length, 3);
    assert.ok(failed.every((url) => url.startsWith(host)));
  });

  it("are loaded only from Pinterest", async () => {
    const others = ["https://example.com", "https://i.pinimg.com.example.com", "http://i.pinimg.com"];
    const failed: string[] = [];
    for (const other of others) {
      nock(other).get(/./u).reply(200, png, { "content-type": "image/png" });
      const picture = await embeddedPictures((url) => failed.push(url))({ picture: `${other}/x.png` });
      assert.match(picture, /^<svg class="picture"/u);
    }
    assert.deepEqual(
      failed,
      others.map((other) => `${other}/x.png`),
    );
    assert.equal(nock.pendingMocks().length, others.length, "no request");
  });
});
