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
  get("/user_account", "user_account/get", ({ scope }) => showAccount(scope.account)),
  get("/user_account/businesses", "linked_business_accounts/get", ({ scope }) =>
    scope.account.linkedBusinesses.map(showLinkedBusiness),
  ),
  get("/user_account/followers", "followers/list", ({ scope, page }) =>
    page(inOrder(scope.account.followers), showPerson),
  ),
  get("/user_account/following", "user_following/get", ({ parameters, scope, page }) =>
    page(listFollowing(scope, parameters.text("feed_type"), parameters.flag("explicit_following")), showPerson),
  ),
  get("/user_account/following/boards", "boards_user_follows/list", ({ scope, page }) =>
    page(listFollowedBoards(scope), (board) => showBoard(scope.account, board)),
  ),
  get("/users/{username}/interests/follow", "user_account/followed_interests", ({ parameters, scope, page }) => {
    const username = parameters.requiredText("username");
    const account = scope.world.accounts.find(({ profile }) => profile.username === username);
    if (account === undefined) throw notFound("User");
    return page(inOrder(account.interests), showInterest);
  }),
  get("/user_account/websites", "user_websites/get", ({ scope, page }) =>
    page(inOrder(scope.account.websites), showWebsite),
  ),
  get("/media", "media/list", ({ scope, page }) => page(listMedia(scope.account), showMediaUpload)),
  get("/ad_accounts", "ad_accounts/list", ({ parameters, scope, page }) => {
    const { adAccounts, me } = scope.world;
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
  get("/ad_accounts/{ad_account_id}", "ad_accounts/get", ({ parameters, scope }) => {
    const adAccount = scope.world.adAccount(parameters.requiredText("ad_account_id"));
    if (adAccount === undefined) throw notPermitted();
    return showAdAccount(adAccount);
  }),
];
