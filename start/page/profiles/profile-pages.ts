import { digestOf } from "../../../src/base/digest.ts";
import type { Database } from "../../database.ts";
import type { Step } from "../../hand-over.ts";
import { asProfile, type StoredProfile, storedProfiles } from "../../profiles.ts";
import type { Pictures } from "../drawings/pictures.ts";
import { pageOf, renderPage } from "../page.ts";
import { partsOf } from "../queries/parts.ts";
import { indexOf, type ProfilePage } from "./profile-index.ts";

/** The file that the user opens. */
export const mainPage = "report.html";
/** The folder of the other pages. */
export const pagesOfProfiles = "profiles";

/**
 * Returns the pages of a database by path: a single one, or, if the last read was one of several profiles, one per profile and
 * an index with the figures of all.
 * @param pictures the pictures of the Pins of a real account
 */
export async function renderPages(
  database: Database,
  pictures: Pictures,
  steps?: readonly Step[],
): Promise<ReadonlyMap<string, string>> {
  const profiles = await storedProfiles(database);
  if (profiles.length < 2) return new Map([[mainPage, await renderPage(database, pictures, steps)]]);
  const pages = new Map<string, string>();
  const listed: ProfilePage[] = [];
  for (const profile of profiles.filter(({ isGone }) => !isGone)) {
    const parts = await asProfile(database, profile, () => partsOf(database));
    const path = pathOf(profile);
    pages.set(path, await pageOf(parts, pictures, profile.name, steps));
    listed.push({ profile, path, parts });
  }
  const gone = profiles.filter(({ isGone }) => isGone);
  return pages.set(mainPage, await indexOf(database, listed, gone));
}

/** Returns the path of a profile's page. An ID from outside can have any characters. */
function pathOf({ id }: StoredProfile): string {
  return `${pagesOfProfiles}/${/^\d+$/u.test(id) ? id : digestOf(id, 12)}.html`;
}
