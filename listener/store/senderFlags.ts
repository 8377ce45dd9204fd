import type { SenderMark } from "../protocol/eventFilter.ts";
import { frameFlag } from "./segments/segmentFormat.ts";

/** How what is known of a sender stands in the flags of a frame, and in the column of an event. */
export function senderFlags(sender: SenderMark | undefined): number {
  if (sender === undefined) return 0;
  return sender === "verified" ? frameFlag.senderVerified : frameFlag.senderUnverified;
}

/** What flags say of a sender; undefined when it is not known. Other flags count for nothing. */
export function senderIn(flags: number): SenderMark | undefined {
  switch (flags & (frameFlag.senderVerified | frameFlag.senderUnverified)) {
    case frameFlag.senderVerified:
      return "verified";
    case frameFlag.senderUnverified:
      return "unverified";
    default:
      return undefined;
  }
}
