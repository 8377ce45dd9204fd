/**
 * The texts that stand for a number, as a pattern of RE2 and JavaScript alike, without anchors. None of them is 1e308 or
 * more: reading a number that no double holds fails in the Collector, and with it the whole request.
 */
export const decimalText =
  "[+-]?(?:(?:[0-9]{1,40}(?:\\.[0-9]{0,40})?|\\.[0-9]{1,40})(?:[eE](?:-[0-9]{1,3}|\\+?(?:[0-9]{1,2}|[01][0-9]{2}|2[0-5][0-9]|26[0-7])))?" +
  "|[0-9](?:\\.[0-9]{0,40})?[eE]\\+?(?:26[89]|2[7-9][0-9]|30[0-7]))";

/** Numbers from here on, and below its opposite, are taken for no numbers. */
export const mostNumber = 1e308;
