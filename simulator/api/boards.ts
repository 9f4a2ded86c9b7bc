import {
  findBoard,
  findSection,
  listBoards,
  listSections,
  searchBoards,
  showBoard,
  showSection,
} from "../views/boards.ts";
import { findPin, listBoardPins, listPins, listSectionPins, searchPins, showPin } from "../views/pins.ts";
import { get, type Operation } from "./operation.ts";

/** Boards, their sections, and Pins. */
export const boardOperations: readonly Operation[] = [
  get("/boards", "boards/list", ({ parameters, scope, page }) =>
    page(listBoards(scope, parameters.text("privacy")), (board) => showBoard(scope.account, board)),
  ),
  get("/boards/{board_id}", "boards/get", ({ parameters, scope }) =>
    showBoard(scope.account, findBoard(scope, parameters.requiredText("board_id"))),
  ),
  get("/boards/{board_id}/sections", "board_sections/list", ({ parameters, scope, page }) =>
    page(listSections(scope, findBoard(scope, parameters.requiredText("board_id"))), showSection),
  ),
  get("/boards/{board_id}/pins", "boards/list_pins", ({ parameters, scope, page }) => {
    const board = findBoard(scope, parameters.requiredText("board_id"));
    const pins = listBoardPins(scope, board, parameters.texts("creative_types"));
    return page(pins, (pin) => showPin(scope, pin, parameters.flag("pin_metrics")));
  }),
  get("/boards/{board_id}/sections/{section_id}/pins", "board_sections/list_pins", ({ parameters, scope, page }) => {
    const board = findBoard(scope, parameters.requiredText("board_id"));
    const section = findSection(scope, board, parameters.requiredText("section_id"));
    return page(listSectionPins(scope, board, section), (pin) => showPin(scope, pin, false));
  }),
  get("/pins", "pins/list", ({ parameters, scope, page }) => {
    const pins = listPins(scope, {
      withProtected: parameters.flag("include_protected_pins"),
      pinFilter: parameters.text("pin_filter"),
      pinType: parameters.text("pin_type"),
      creativeTypes: parameters.texts("creative_types"),
    });
    return page(pins, (pin) => showPin(scope, pin, parameters.flag("pin_metrics")));
  }),
  get("/pins/{pin_id}", "pins/get", ({ parameters, scope }) =>
    showPin(scope, findPin(scope, parameters.requiredText("pin_id")), parameters.flag("pin_metrics")),
  ),
  get("/search/boards", "search_user_boards/get", ({ parameters, scope, page }) =>
    page(searchBoards(scope, parameters.text("query")), (board) => showBoard(scope.account, board)),
  ),
  get("/search/pins", "search_user_pins/list", ({ parameters, scope, page }) =>
    page(searchPins(scope, parameters.requiredText("query")), (pin) => showPin(scope, pin, false)),
  ),
];
