/** Where a field may be found: an attribute, of any event or of one. */
export interface FieldPlace {
  readonly event?: string;
  /** As in filters: the name of an attribute, or `resource.NAME`. */
  readonly attribute: string;
}

/** A field that a pipeline for Codex's audit logs counts on. */
export interface BasicField {
  readonly id: string;
  readonly title: string;
  /** The first that is found will do. */
  readonly places: readonly FieldPlace[];
}

/** The fields to look for in a first session, as the guides for such pipelines list them. */
export const basicFields: readonly BasicField[] = [
  {
    id: "session",
    title: "Session metadata",
    places: [{ event: "codex.conversation_starts", attribute: "conversation.id" }],
  },
  {
    id: "service",
    title: "Service name or originator",
    places: [{ attribute: "resource.service.name" }, { attribute: "originator" }],
  },
  { id: "model", title: "Model", places: [{ attribute: "model" }] },
  {
    id: "sandbox",
    title: "Sandbox mode",
    places: [
      { event: "codex.conversation_starts", attribute: "sandbox_policy" },
      { event: "codex.conversation_starts", attribute: "sandbox_mode" },
    ],
  },
  {
    id: "approval",
    title: "Approval policy",
    places: [{ event: "codex.conversation_starts", attribute: "approval_policy" }],
  },
  {
    id: "decision",
    title: "Tool decisions",
    places: [{ event: "codex.tool_decision", attribute: "decision" }],
  },
  {
    id: "prompt",
    title: "Prompt metadata",
    places: [{ event: "codex.user_prompt", attribute: "prompt_length" }],
  },
];
