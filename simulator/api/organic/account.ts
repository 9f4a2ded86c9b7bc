import { notFound, notPermitted } from "../../errors.ts";
import { showBoard } from "../../views/boards.ts";
import {
  showAccount,
  showAdAccount,
  showInterest,
  showLinkedBusiness,
  showMediaUpload,
  showPerson,
  showWebsite,
} from "../../views/people.ts";
import { byId, list } from "../list.ts";
import { computed, type Operation } from "../operation.ts";

/** The user account, its followers, and whom it follows. */
export const accountOperations: readonly Operation[] = [
  computed("user_account/get", ({ scope }) => showAccount(scope.account)),
  list("linked_business_accounts/get", ({ scope }) => scope.account.linkedBusinesses, {
    pages: "none",
    body: "array",
    show: showLinkedBusiness,
  }),
  list("followers/list", ({ scope }) => scope.account.followers, { show: showPerson }),
  list("user_following/get", ({ scope }) => scope.account.followingUsers, {
    show: showPerson,
  }),
  list("boards_user_follows/list", ({ scope }) => scope.account.followingBoards, {
    order: ({ createdAt, id }) => [createdAt, id],
    show: (board, { scope }) => showBoard(scope.account, board),
  }),
  list(
    "user_account/followed_interests",
    ({ parameters, scope }) => {
      const username = parameters.requiredText("username");
      const account = scope.world.accounts.find(({ profile }) => profile.username === username);
      if (account === undefined) throw notFound("User");
      return account.interests;
    },
    {
      show: showInterest,
    },
  ),
  list("user_websites/get", ({ scope }) => scope.account.websites, { show: showWebsite }),
  list("media/list", ({ scope }) => scope.account.media, { order: byId, show: showMediaUpload }),
  list("ad_accounts/list", ({ scope }) => scope.world.adAccounts, {
    where: {
      include_shared_accounts: { holds: ({ owner }, [all], { scope }) => all === "true" || owner === scope.world.me },
    },
    show: showAdAccount,
  }),
  computed("ad_accounts/get", ({ parameters, scope }) => {
    const adAccount = scope.world.adAccount(parameters.requiredText("ad_account_id"));
    if (adAccount === undefined) throw notPermitted();
    return showAdAccount(adAccount);
  }),
];
