import type { Mark, MarkKind } from "../../core/timeline/sessionTimeline.ts";

export type Direction = "previous" | "next" | "up" | "down" | "first" | "last";

/** The lanes that marks are in, from the top; decisions without a result stand among the tools. */
const laneOrder: readonly (readonly MarkKind[])[] = [["turn"], ["model"], ["tool", "decision"], ["other"]];

const laneIndex = (mark: Mark): number => laneOrder.findIndex((kinds) => kinds.includes(mark.kind));

/**
 * Where an arrow key leads: along the lane in the order of time, or to what is nearest in time in the next lane that holds
 * anything. Without a selection it begins with the first turn, or whatever there is. Undefined when there is nowhere to go.
 */
export function neighbour(marks: readonly Mark[], selected: Mark | undefined, direction: Direction): Mark | undefined {
  if (selected === undefined) return marks.find(({ kind }) => kind === "turn") ?? marks[0];
  const lane = laneIndex(selected);
  if (direction !== "up" && direction !== "down") {
    const inLane = marks.filter((mark) => laneIndex(mark) === lane);
    if (direction === "first") return inLane[0];
    if (direction === "last") return inLane.at(-1);
    const index = inLane.findIndex(({ key }) => key === selected.key);
    return inLane[index + (direction === "next" ? 1 : -1)];
  }
  const step = direction === "down" ? 1 : -1;
  for (let next = lane + step; next >= 0 && next < laneOrder.length; next += step) {
    const nearest = nearestTo(
      marks.filter((mark) => laneIndex(mark) === next),
      selected,
    );
    if (nearest !== undefined) return nearest;
  }
  return undefined;
}

function nearestTo(marks: readonly Mark[], { startUnixMilliseconds: start, endUnixMilliseconds: end }: Mark) {
  let best: Mark | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const mark of marks) {
    const distance = Math.max(0, mark.startUnixMilliseconds - end, start - mark.endUnixMilliseconds);
    if (distance >= least) continue;
    least = distance;
    best = mark;
  }
  return best;
}
