import { afterEach, beforeEach } from "vitest";

/** The tests of this suite are steps of one way: after one that failed, the others are skipped. */
export function stepsOfOneWay(): void {
  let brokenOff = false;
  beforeEach(({ skip }) => skip(brokenOff, "an earlier step failed"));
  afterEach(({ task }) => {
    brokenOff ||= task.result?.state === "fail";
  });
}
