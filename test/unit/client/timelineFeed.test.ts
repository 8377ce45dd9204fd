import { describe, expect, test } from "vitest";
import { TimelineFeed } from "../../../client/timeline/timelineFeed.ts";
import type { TimelinePage } from "../../../listener/protocol/events.ts";
import type { ToTimeline } from "../../../webview/timeline/timelineMessages.ts";
import { event } from "../timeline/timelineEvents.ts";

/** A listener with so many events, of which pages can be read. */
function listenerOf(count: number) {
  const listener = {
    count,
    asked: [] as (number | undefined)[],
    read: async (after: number | undefined, limit: number): Promise<TimelinePage> => {
      listener.asked.push(after);
      const first = (after ?? 0) + 1;
      const events = Array.from({ length: Math.max(0, Math.min(limit, listener.count - first + 1)) }, (_, index) =>
        event(first + index, "codex.tool_result", first + index),
      );
      return { events, last: events.at(-1)?.id, complete: events.length < limit };
    },
  };
  return listener;
}

function feedOf(read: ConstructorParameters<typeof TimelineFeed>[0]) {
  const posted: (ToTimeline & { type: "events" })[] = [];
  let idle: (() => void) | undefined;
  const feed = new TimelineFeed(
    read,
    (message) => message.type === "events" && posted.push(message),
    async () => idle?.(),
  );
  const settled = () =>
    new Promise<void>((resolve) => {
      idle = resolve;
    });
  return { feed, posted, settled };
}

describe("A timeline panel gets the events of its session", () => {
  test("all that there are, page by page, and is told when that is all", async () => {
    const listener = listenerOf(2500);
    const { feed, posted, settled } = feedOf(listener.read);
    const done = settled();
    feed.restart();
    await done;
    expect(posted.map(({ events, restart, complete }) => [events.length, restart, complete])).toEqual([
      [1000, true, false],
      [1000, false, false],
      [500, false, true],
    ]);
  });

  test("then only what has arrived since", async () => {
    const listener = listenerOf(10);
    const { feed, posted, settled } = feedOf(listener.read);
    let done = settled();
    feed.restart();
    await done;
    listener.count = 12;
    done = settled();
    feed.more();
    await done;
    expect(posted.at(-1)).toMatchObject({ restart: false, complete: true });
    expect(posted.at(-1)?.events.map(({ id }) => id)).toEqual([11, 12]);
  });

  test("anew when what was known has changed while pages were read", async () => {
    const listener = listenerOf(2500);
    let restarted = false;
    const { feed, posted, settled } = feedOf(async (after, limit) => {
      if (after === 1000 && !restarted) {
        restarted = true;
        feed.restart();
      }
      return listener.read(after, limit);
    });
    const first = settled();
    feed.restart();
    await first;
    const second = settled();
    await second;
    expect(posted.filter(({ restart }) => restart)).toHaveLength(2);
    const last = posted.slice(posted.findLastIndex(({ restart }) => restart));
    expect(last.flatMap(({ events }) => events.map(({ id }) => id))).toEqual(
      Array.from({ length: 2500 }, (_, index) => index + 1),
    );
  });

  test("nothing, but the word that it is complete, while there is no listener", async () => {
    const { feed, posted, settled } = feedOf(async () => undefined);
    const done = settled();
    feed.restart();
    await done;
    expect(posted).toEqual([{ type: "events", events: [], restart: true, complete: true }]);
  });

  test("nothing after it was closed", async () => {
    const listener = listenerOf(10);
    const { feed, posted } = feedOf(listener.read);
    feed.restart();
    feed.dispose();
    await Promise.resolve();
    await Promise.resolve();
    expect(posted).toEqual([]);
  });
});
