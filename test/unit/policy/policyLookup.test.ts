import { expect, test } from "vitest";
import { policyPlaces } from "../../../core/policy/model/policyLookup.ts";

const places = (isTrusted: boolean, isCodexHomeOwn: boolean) =>
  policyPlaces(["a", "b"], "codex", { isTrusted, isCodexHomeOwn }).map(
    ({ folder, isOfWorkspace }) => `${folder}${isOfWorkspace ? " of the workspace" : ""}`,
  );

test("A policy of a trusted workspace comes before the person's own", () => {
  expect(places(true, true)).toEqual(["a of the workspace", "b of the workspace", "codex"]);
});

test("Without trust the person's own counts alone", () => expect(places(false, true)).toEqual(["codex"]));

test("A folder of Codex inside of a workspace is the workspace's: it needs trust, and consent", () => {
  expect(places(true, false)).toEqual(["a of the workspace", "b of the workspace", "codex of the workspace"]);
  expect(places(false, false)).toEqual([]);
});
