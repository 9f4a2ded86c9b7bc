/** The fields that tell rows of a file apart whose columns are not documented. */
export const fileFields = {
  /** The row's place in the file, from 1. */
  place: "report_row",
  /** The list that the row stands in, where the file is an object of lists. */
  list: "report_list",
  /** All that the row has, by the file's own names of columns: columns that no schema declares get lost in a warehouse. */
  columns: "report_columns",
} as const;
