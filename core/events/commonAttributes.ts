/** Attributes that every event of a session has; the sign-in ones only for people signed in with ChatGPT. */
export const commonAttributes: readonly string[] = [
  "event.name",
  "event.timestamp",
  "conversation.id",
  "app.version",
  "auth_mode",
  "originator",
  "user.account_id",
  "user.email",
  "terminal.type",
  "model",
  "slug",
];

/** Attributes that Codex's events have in addition when they are events of a span. */
export const traceAttributes: readonly string[] = [
  "level",
  "target",
  "turn_id",
  "code.file.path",
  "code.line.number",
  "code.module.name",
];
