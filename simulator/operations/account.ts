import { notFound, notPermitted } from "../errors.ts";
import { listFollowedBoards, showBoard } from "../views/boards.ts";
import {
  inOrder,
  listFollowing,
  listMedia,
  showAccount,
  showAdAccount,
  showInterest,
  showLinkedBusiness,
  showMediaUpload,
  showPerson,
  showWebsite,
} from "../views/people.ts";
import { get, type Operation } from "./operation.ts";

/** The account, who follows whom, and what else hangs on it. */
export const accountOperations: readonly Operation[] = [
  get("/user_account", "user_account/get", ({ viewer }) => showAccount(viewer.account)),
  get("/user_account/businesses", "linked_business_accounts/get", ({ viewer }) =>
    viewer.account.linkedBusinesses.map(showLinkedBusiness),
  ),
  get("/user_account/followers", "followers/list", ({ viewer, page }) =>
    page(inOrder(viewer.account.followers), showPerson),
  ),
  get("/user_account/following", "user_following/get", ({ parameters, viewer, page }) =>
    page(listFollowing(viewer, parameters.text("feed_type"), parameters.flag("explicit_following")), showPerson),
  ),
  get("/user_account/following/boards", "boards_user_follows/list", ({ viewer, page }) =>
    page(listFollowedBoards(viewer), (board) => showBoard(viewer.account, board)),
  ),
  get("/users/{username}/interests/follow", "user_account/followed_interests", ({ parameters, viewer, page }) => {
    const username = parameters.requiredText("username");
    const account = viewer.world.accounts.find(({ profile }) => profile.username === username);
    if (account === undefined) throw notFound("User");
    return page(inOrder(account.interests), showInterest);
  }),
  get("/user_account/websites", "user_websites/get", ({ viewer, page }) =>
    page(inOrder(viewer.account.websites), showWebsite),
  ),
  get("/media", "media/list", ({ viewer, page }) => page(listMedia(viewer.account), showMediaUpload)),
  get("/ad_accounts", "ad_accounts/list", ({ parameters, viewer, page }) => {
    const { adAccounts, me } = viewer.world;
    const items = adAccounts.filter(({ owner }) => owner === me || parameters.flag("include_shared_accounts"));
    return page(
      {
        items,
        anchor: ({ id }) => [adAccounts.findIndex((one) => one.id === id), ""],
        direction: "ascending",
        end: "null bookmark",
      },
      showAdAccount,
    );
  }),
  get("/ad_accounts/{ad_account_id}", "ad_accounts/get", ({ parameters, viewer }) => {
    const adAccount = viewer.world.adAccount(parameters.requiredText("ad_account_id"));
    if (adAccount === undefined) throw notPermitted();
    return showAdAccount(adAccount);
  }),
];
