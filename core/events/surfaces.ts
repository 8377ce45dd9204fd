/** A program of Codex that sends, or an agent in it. */
export type SurfaceId = "exec" | "app-server" | "tui" | "tui-daemon" | "sub-agent";

export interface Surface {
  readonly id: SurfaceId;
  /** `codex exec`, in Markdown. */
  readonly title: string;
  /** What it is, and by which `service.name` its events come. */
  readonly description: string;
  readonly services: readonly string[];
}

/** The surfaces, in the order of the table. Source: the standard sessions of `npm run codex:follow`. */
export const surfaces: readonly Surface[] = [
  {
    id: "exec",
    title: "`codex exec`",
    description: "One prompt, without anybody at the screen.",
    services: ["codex_exec"],
  },
  {
    id: "app-server",
    title: "IDE extension",
    description: "The app-server, driven as the IDE extension drives it.",
    services: ["codex-app-server"],
  },
  {
    id: "tui",
    title: "terminal, `--no-daemon`",
    description: "The terminal user interface in one process.",
    services: ["codex_cli_rs"],
  },
  {
    id: "tui-daemon",
    title: "terminal",
    description:
      "The terminal user interface as it starts by default: a background app-server does the work, keeps the `[otel]` that it was started with, and outlives the terminal.",
    services: ["codex-app-server"],
  },
  {
    id: "sub-agent",
    title: "sub-agent",
    description:
      "An agent that another one started, with a session of its own, by the service of its parent. As current models have it; of older ones, which start agents in another way, only the output of the starting call names the session.",
    services: ["codex_exec"],
  },
];

/** On which surfaces an event comes. */
export interface EventArrival {
  readonly event: string;
  readonly surfaces: readonly SurfaceId[];
  /** What it takes beside an exporter for logs, as Markdown; undefined where it comes by itself. */
  readonly needs?: string;
  /** Surfaces on which no session did what it takes, so that nobody knows. */
  readonly notPlayed?: readonly SurfaceId[];
  /** It came in other recorded sessions, and not in each that is recorded with every version. */
  readonly isSeldom?: true;
  /** First Codex that sends it, where that is known. */
  readonly since?: string;
}

const everywhere: readonly SurfaceId[] = surfaces.map(({ id }) => id);
const others = (played: readonly SurfaceId[]) => everywhere.filter((id) => !played.includes(id));
const asked: readonly SurfaceId[] = everywhere.filter((id) => id !== "sub-agent");

/** Events that were recorded on a surface; every other event of the catalogue was on none. */
export const eventArrivals: readonly EventArrival[] = [
  { event: "codex.conversation_starts", surfaces: everywhere },
  { event: "codex.startup_phase", surfaces: asked },
  { event: "codex.user_prompt", surfaces: asked, needs: "its text `log_user_prompt = true`" },
  { event: "codex.skill_invocation", surfaces: ["exec"], needs: "a skill that is used", notPlayed: others(["exec"]) },
  { event: "codex.api_request", surfaces: everywhere },
  {
    event: "codex.auth_recovery",
    surfaces: ["exec"],
    needs: "a provider that refuses the sign-in, and a session that goes on long enough",
    isSeldom: true,
    notPlayed: others(["exec"]),
  },
  { event: "codex.sse_event", surfaces: everywhere, needs: "each piece of an answer `log_sse_deltas = true`" },
  { event: "codex.turn_ttft", surfaces: everywhere },
  {
    event: "codex.guardian_assessment",
    surfaces: ["app-server"],
    needs: "`log_guardian_assessments = true`, and the automated reviewer in place of a person",
    notPlayed: ["tui", "tui-daemon", "sub-agent"],
    since: "0.158.0",
  },
  { event: "codex.tool_decision", surfaces: everywhere },
  { event: "codex.tool_result", surfaces: everywhere },
  {
    event: "codex.agent_communication",
    surfaces: ["sub-agent"],
    needs: "several agents",
    notPlayed: others(["sub-agent"]),
  },
  {
    event: "codex.agent_response",
    surfaces: everywhere,
    needs: "`log_agent_responses = true`, and a model that calls its answer final",
    since: "0.158.0",
  },
];

/** Something that happens in a session and that no event tells of, or that tells less than it seems to. */
export interface MissingEvent {
  readonly what: string;
  /** What arrives in its place, and where. */
  readonly instead: string;
  readonly todo: string;
  /** The versions that it was seen with. */
  readonly versions: string;
}

const bothVersions = "0.169.0, 0.171.0";

/** What no event of Codex says. Observed with the versions named. */
export const missingEvents: readonly MissingEvent[] = [
  {
    what: "Cancelling a call with Esc",
    instead: "neither a decision nor a result",
    todo: "A call without a result in a session that went on was cancelled, or its result was lost: count it as neither allowed nor refused.",
    versions: bothVersions,
  },
  {
    what: "Interrupting a turn, compacting the conversation, changing the sandbox within a session",
    instead: "nothing; `sandbox_policy` and `approval_policy` are those of the start",
    todo: "For a company, fix sandbox and approvals in requirements.toml rather than watch them.",
    versions: bothVersions,
  },
  {
    what: "A session of `codex exec` that ends by an error within a second",
    instead: "nothing at all: it does not flush",
    todo: "Watch the exit code of `codex exec` where it runs, in CI for example.",
    versions: bothVersions,
  },
  {
    what: "A command that a rule refuses",
    instead: "a failed `codex.tool_result` without a `codex.tool_decision`",
    todo: "Look for `success = false` too when refusals are counted.",
    versions: bothVersions,
  },
  {
    what: "A command that ends with an error",
    instead: "`success = true`: the tool ran. The exit code stands in the text of `output` alone",
    todo: "Read `Process exited with code N` in `output`, and keep `tool_result.max_bytes` above its first lines.",
    versions: bothVersions,
  },
  {
    what: "Who approved a call to an MCP server",
    instead: "a `codex.tool_result` without a `codex.tool_decision`",
    todo: "The result names server and tool; who approved the call is in no log.",
    versions: bothVersions,
  },
  {
    what: "Which call of code mode an inner call belongs to",
    instead: "results of both, the outer one without a decision; its output repeats the inner one",
    todo: "Count inner calls, by `call_id` with `exec-`, or outer ones, not both. With traces `cell.id` links them.",
    versions: bothVersions,
  },
  {
    what: "What a sub-agent was asked, and who started it",
    instead:
      "no `codex.user_prompt`; `codex.agent_communication`, which has no `conversation.id`, names both sessions (`sender_thread_id`, `receiver_thread_id`)",
    todo: "Join them by these ids. `content` is the message: it is classified as the model's answers are.",
    versions: bothVersions,
  },
  {
    what: "Where a forked session or a review comes from",
    instead: "a new `conversation.id` without a link; a resumed session keeps its own",
    todo: "Nothing links them in the logs.",
    versions: bothVersions,
  },
  {
    what: "Which person it was",
    instead:
      "`user.email` and `user.account_id` only for people who are signed in with ChatGPT, and then on every event of a session; with an API key nobody is named",
    todo: "Add who it is by OTEL_RESOURCE_ATTRIBUTES, or where the events arrive.",
    versions: bothVersions,
  },
  {
    what: "What the model says before its final answer",
    instead: "nothing: `codex.agent_response` has final answers alone, and at most 65,536 bytes of each",
    todo: "The session's own file on the machine has all of it.",
    versions: bothVersions,
  },
  {
    what: "What the automated reviewer was shown",
    instead:
      "a session of its own, whose `codex.user_prompt` holds the history of the session that it judges, where prompts are logged",
    todo: "Treat it as the prompts of people are treated: it quotes them.",
    versions: bothVersions,
  },
  {
    what: "A change of config.toml or requirements.toml, in the terminal with its background server",
    instead: "events go on to the old place until that server ends",
    todo: "Stop it with `codex app-server daemon stop`, or start the terminal with `--no-daemon`.",
    versions: bothVersions,
  },
];
