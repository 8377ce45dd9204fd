import type { Locator, Page } from "playwright-core";
import { treeRow } from "./workbench.ts";

/** A step or a line of the Setup view in a state, as a screen reader says it. */
export const setupRow = (page: Page, title: string, state?: "done" | "to do" | "failed" | "not known yet"): Locator =>
  state === undefined
    ? treeRow(page, title)
    : page.locator(`.sidebar [role="treeitem"][aria-label^="${title}, ${state}"]`).first();

/** The box of a step of the walkthrough that is ticked, or is not. */
export const walkthroughStep = (page: Page, step: string, ticked: "true" | "false"): Locator =>
  page.locator(`.gettingStartedContainer [data-done-step-id$="#${step}"][aria-checked="${ticked}"]`).first();
