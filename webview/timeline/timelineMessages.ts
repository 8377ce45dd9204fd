import type { RefusedBy } from "../../core/events/catalogueTypes.ts";
import type { TimelineEvent } from "../../core/timeline/timelineEvent.ts";

/** The texts of the panel, translated by the extension. `{0}` and the like are places. */
export interface TimelineTexts {
  readonly turns: string;
  readonly model: string;
  readonly tools: string;
  readonly other: string;
  readonly findings: string;
  readonly tokens: string;
  /** `Turn {0}` */
  readonly turn: string;
  readonly modelCall: string;
  /** `{0} things at this place` */
  readonly several: string;
  readonly failed: string;
  readonly denied: string;
  readonly waiting: string;
  /** `{0} by {1}`, of a decision. */
  readonly decidedBy: string;
  /** `{0} tokens in, {1} out` */
  readonly usage: string;
  /** `{0} in`, beside the curve. */
  readonly in: string;
  readonly out: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly showAll: string;
  readonly asTable: string;
  readonly asPicture: string;
  readonly saveAsSvg: string;
  readonly saveAsPng: string;
  readonly showInSessions: string;
  /** What the picture is, for a screen reader. */
  readonly picture: string;
  /** How the picture is worked with, for a screen reader and as the first hint. */
  readonly help: string;
  readonly empty: string;
  readonly loading: string;
  readonly start: string;
  readonly duration: string;
  readonly what: string;
  readonly details: string;
  readonly outcome: string;
  readonly done: string;
  /** Who refused a call. */
  readonly refusedBy: Readonly<Record<RefusedBy, string>>;
  /** `Show {0} more` */
  readonly more: string;
}

/** What the extension tells the panel. */
export type ToTimeline =
  | {
      readonly type: "begin";
      readonly session: string;
      readonly title: string;
      readonly texts: TimelineTexts;
      /** BCP 47 tag of the display language. */
      readonly locale: string;
    }
  /** Further events, oldest first; all over again when `restart` is true. */
  | {
      readonly type: "events";
      readonly events: readonly TimelineEvent[];
      readonly restart: boolean;
      readonly complete: boolean;
    }
  /** The session is called otherwise now. */
  | { readonly type: "title"; readonly title: string }
  /** What is selected in the tree: an event, all of a turn, or the whole session. */
  | { readonly type: "select"; readonly event: number | undefined; readonly turn: number | undefined }
  /** Asks for the picture as a file. */
  | { readonly type: "export"; readonly format: ImageFormat };

export type ImageFormat = "svg" | "png";

/** What the panel tells the extension. */
export type FromTimeline =
  | { readonly type: "ready" }
  /** The person has selected something here; `reveal` when it is to be shown in the tree even if that is hidden. */
  | { readonly type: "selected"; readonly event: number; readonly turn: number; readonly reveal: boolean }
  /** SVG as text, PNG in base64. */
  | { readonly type: "image"; readonly format: ImageFormat; readonly content: string }
  | { readonly type: "imageFailed"; readonly reason: string };
