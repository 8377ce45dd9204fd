import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { EventInspector } from "../../../../listener/store/eventInspector.ts";
import { EventStore, type EventStoreOptions } from "../../../../listener/store/eventStore.ts";
import { codexRecord, logsOf, type SentRecord } from "./receivedEvents.ts";

/** Finds nothing and delivers nothing. */
export const silentInspector: EventInspector = { concerns: () => false, inspect: () => [], delivered: () => 0 };

export function storeOf(options: Partial<EventStoreOptions> = {}, inspector = silentInspector): EventStore {
  const store = new EventStore({ folder: undefined, maximumEvents: 1000, ...options }, inspector);
  if (options.folder !== undefined) onTestFinished(() => store.close());
  return store;
}

/** A folder that is removed when the test ends. */
/** A folder that whoever asks for it removes, with the one that it is in. */
export const temporaryFolderNow = (): string => join(mkdtempSync(join(tmpdir(), "store-")), "listener");

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "listener");
}

/** Takes each record in by a request of its own; tells the ids. */
export function fill(store: EventStore, ...records: readonly SentRecord[]): number[] {
  return records.map((record) => store.append(logsOf([record]).bytes).first);
}

/** An API request of a session. Turns begin with prompts. */
export const request = (session: string, text = ""): SentRecord =>
  codexRecord("codex.api_request", session, { endpoint: text });

export const prompt = (session: string, text = ""): SentRecord =>
  codexRecord("codex.user_prompt", session, { prompt: text });

export const idsOf = (store: EventStore, session: string, turn: number): readonly number[] =>
  store.page(session, turn, 0, 1_000_000).events.map(({ id }) => id);
