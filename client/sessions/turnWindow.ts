/** Events of a turn that are shown at first, and by which "Show earlier…" and "Show more…" let it grow. */
export const pageSize = 200;

/** Which events of a turn are shown. It keeps its place among them by the id of one, whatever is let go or found before. */
export interface TurnWindow {
  /** Id of an event; undefined for the first of the turn. */
  readonly from: number | undefined;
  /** How many events before that one are shown too. */
  readonly before: number;
  /** How many are shown in all. */
  readonly count: number;
}

/** An answer of the listener, as far as windows need it. */
interface Shown {
  readonly total: number;
  /** How many events of the turn come before the first row. */
  readonly offset: number;
  readonly rows: readonly { readonly id: number }[];
}

/** The first page of a turn. */
export const firstPage: TurnWindow = { from: undefined, before: 0, count: pageSize };

/** The last page of a turn, as it is when it is asked for. Ids are smaller than that. */
export const lastPage: TurnWindow = { from: Number.MAX_SAFE_INTEGER, before: pageSize, count: 2 * pageSize };

/** A page with an event in its middle. */
export const pageAround = (event: number): TurnWindow => ({ from: event, before: pageSize / 2, count: pageSize });

/** The question for the events of a window. */
export const asked = ({ from, before, count }: TurnWindow) => ({
  offset: -before,
  limit: count,
  ...(from !== undefined && { from }),
});

/** How many events come after those that are shown. */
export const remainingAfter = ({ total, offset, rows }: Shown): number => Math.max(0, total - offset - rows.length);

/** One page more at the end. */
export const withMore = (window: TurnWindow): TurnWindow => ({ ...window, count: window.count + pageSize });

/** One page more at the beginning, of the events that are there. */
export function withEarlier(window: TurnWindow, remaining: number): TurnWindow {
  const more = Math.min(pageSize, remaining);
  return { ...window, before: window.before + more, count: window.count + more };
}

/** A window that begins where an answer does, with room for a page of what arrives: its rows stay while others are added. */
export const growingFrom = ({ rows: [first] }: Shown): TurnWindow =>
  first === undefined ? lastPage : { from: first.id, before: 0, count: 2 * pageSize };
