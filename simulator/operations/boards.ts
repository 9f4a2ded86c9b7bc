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
  get("/boards", "boards/list", ({ parameters, viewer, page }) =>
    page(listBoards(viewer, parameters.text("privacy")), (board) => showBoard(viewer.account, board)),
  ),
  get("/boards/{board_id}", "boards/get", ({ parameters, viewer }) =>
    showBoard(viewer.account, findBoard(viewer, parameters.requiredText("board_id"))),
  ),
  get("/boards/{board_id}/sections", "board_sections/list", ({ parameters, viewer, page }) =>
    page(listSections(viewer, findBoard(viewer, parameters.requiredText("board_id"))), showSection),
  ),
  get("/boards/{board_id}/pins", "boards/list_pins", ({ parameters, viewer, page }) => {
    const board = findBoard(viewer, parameters.requiredText("board_id"));
    const pins = listBoardPins(viewer, board, parameters.texts("creative_types"));
    return page(pins, (pin) => showPin(viewer, pin, parameters.flag("pin_metrics")));
  }),
  get("/boards/{board_id}/sections/{section_id}/pins", "board_sections/list_pins", ({ parameters, viewer, page }) => {
    const board = findBoard(viewer, parameters.requiredText("board_id"));
    const section = findSection(viewer, board, parameters.requiredText("section_id"));
    return page(listSectionPins(viewer, board, section), (pin) => showPin(viewer, pin, false));
  }),
  get("/pins", "pins/list", ({ parameters, viewer, page }) => {
    const pins = listPins(viewer, {
      withProtected: parameters.flag("include_protected_pins"),
      pinFilter: parameters.text("pin_filter"),
      pinType: parameters.text("pin_type"),
      creativeTypes: parameters.texts("creative_types"),
    });
    return page(pins, (pin) => showPin(viewer, pin, parameters.flag("pin_metrics")));
  }),
  get("/pins/{pin_id}", "pins/get", ({ parameters, viewer }) =>
    showPin(viewer, findPin(viewer, parameters.requiredText("pin_id")), parameters.flag("pin_metrics")),
  ),
  get("/search/boards", "search_user_boards/get", ({ parameters, viewer, page }) =>
    page(searchBoards(viewer, parameters.text("query")), (board) => showBoard(viewer.account, board)),
  ),
  get("/search/pins", "search_user_pins/list", ({ parameters, viewer, page }) =>
    page(searchPins(viewer, parameters.requiredText("query")), (pin) => showPin(viewer, pin, false)),
  ),
];
