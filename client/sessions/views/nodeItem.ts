import { senderItem } from "../../sender/views/senderText.ts";
import { detectionItem, keptGroupItem, keptItem, stepItem } from "../../setup/views/accountItem.ts";
import { safeToShow, type ViewContext, type ViewItem } from "../../shared/views/viewItem.ts";
import type { SessionNode } from "../sessionNode.ts";
import { attributeItem } from "./attributeItem.ts";
import { earlierItem, eventItem, moreItem, noiseItem } from "./eventItem.ts";
import { findingItem } from "./findingItem.ts";
import { groupItem } from "./groupItem.ts";
import { recordIdItem } from "./recordIdItem.ts";
import { redactionItem, routeItem, ruleItem } from "./routeItem.ts";
import { sessionItem } from "./sessionItem.ts";
import { furtherStepsItem, originItem, transcriptItem, unloggedItem } from "./transcriptItem.ts";
import { turnItem } from "./turnItem.ts";

/** The words and the icon of a node, safe to show. */
export const itemOf = (node: SessionNode, context: ViewContext): ViewItem => safeToShow(rawItemOf(node, context));

function rawItemOf({ content }: SessionNode, context: ViewContext): ViewItem {
  switch (content.kind) {
    case "session":
      return sessionItem(content.session, content.expanded, context, content.below);
    case "turn":
      return turnItem(content.turn, context, content.isOfAgent);
    case "event":
      return eventItem(content.row, context);
    case "noise":
      return noiseItem(content.rows, context);
    case "transcript":
      return transcriptItem(context);
    case "unlogged":
      return unloggedItem(content.step, context);
    case "furtherSteps":
      return furtherStepsItem(content.count, context);
    case "origin":
      return originItem(content.parent, context);
    case "earlier":
      return earlierItem(content.remaining, context);
    case "more":
      return moreItem(content.remaining, context);
    case "group":
      return groupItem(content.group, content.detail, context);
    case "sender":
      return senderItem(content.sender, context);
    case "finding":
      return findingItem(content.finding, context);
    case "attribute":
      return attributeItem(content.row, context);
    case "route":
      return routeItem(content.route, context);
    case "rule":
      return ruleItem(content.route, context);
    case "step":
      return stepItem(content.step, context);
    case "keptGroup":
      return keptGroupItem(content.route, context);
    case "kept":
      return keptItem(content.account, content.route, context);
    case "recordId":
      return recordIdItem(content.id, content.route, context);
    case "detection":
      return detectionItem(content.detection, context);
    case "redaction":
      return redactionItem(content.redaction, content.route, content.detail, context);
  }
}
