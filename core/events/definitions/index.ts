import type { EventDefinition } from "../catalogueTypes.ts";
import { agentCommunication } from "./agentCommunication.ts";
import { agentResponse } from "./agentResponse.ts";
import { apiRequest } from "./apiRequest.ts";
import { authRecovery } from "./authRecovery.ts";
import { conversationStarts } from "./conversationStarts.ts";
import { guardianAssessment } from "./guardianAssessment.ts";
import { pluginInstallElicitationSent } from "./pluginInstallElicitationSent.ts";
import { pluginInstallSuggestion } from "./pluginInstallSuggestion.ts";
import { sandboxOutcome } from "./sandboxOutcome.ts";
import { skillInvocation } from "./skillInvocation.ts";
import { sseEvent } from "./sseEvent.ts";
import { startupPhase } from "./startupPhase.ts";
import { toolCallReceived } from "./toolCallReceived.ts";
import { toolDecision } from "./toolDecision.ts";
import { toolResult } from "./toolResult.ts";
import { toolResultReady } from "./toolResultReady.ts";
import { turnCost } from "./turnCost.ts";
import { turnProfile } from "./turnProfile.ts";
import { turnTtft } from "./turnTtft.ts";
import { userPrompt } from "./userPrompt.ts";
import { websocketConnect } from "./websocketConnect.ts";
import { websocketRequest } from "./websocketRequest.ts";

/**
 * Codex's events in the order a session has them. Source: recorded sessions of Codex (`observed`); the others
 * from Codex's source and its users' reports (openai/codex#42837, #25955).
 */
export const events: readonly EventDefinition[] = [
  conversationStarts,
  startupPhase,
  skillInvocation,
  userPrompt,
  apiRequest,
  sseEvent,
  websocketConnect,
  websocketRequest,
  turnTtft,
  guardianAssessment,
  toolDecision,
  sandboxOutcome,
  toolResult,
  toolCallReceived,
  toolResultReady,
  agentResponse,
  agentCommunication,
  turnCost,
  turnProfile,
  authRecovery,
  pluginInstallElicitationSent,
  pluginInstallSuggestion,
];
