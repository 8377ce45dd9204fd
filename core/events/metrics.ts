/** A metric that Codex sends. */
export interface MetricDefinition {
  /** `codex.tool.call` */
  readonly name: string;
  readonly kind: "counter" | "histogram";
  /** One sentence for a person, without an end mark. */
  readonly description: string;
  /** The attributes of its data points. */
  readonly attributes: readonly string[];
}

type Row = readonly [name: string, description: string, ...attributes: readonly string[]];

const named = (kind: MetricDefinition["kind"], rows: readonly Row[], common: readonly string[] = []) =>
  rows.map(([name, description, ...attributes]): MetricDefinition => {
    return { name, kind, description, attributes: [...common, ...attributes] };
  });

/** What the metrics of a session have in common. */
const ofSession = ["app.version", "auth_mode", "model", "originator", "session_source"];

const toolCall = ["command_category", "sandbox", "sandbox_policy", "shell_snapshot_mode", "success", "tool"] as const;
const authStorage = [
  ...["actual_store", "credential_kind", "fallback_reason", "operation", "originator", "outcome"],
  ...["secure_error", "secure_outcome", "selected_store", "storage_phase", "store_mode"],
] as const;
const authLock = ["lock_mode", "operation", "originator", "store"] as const;
const authLockWait = ["contended", "outcome"] as const;
const rolloutRead = ["error_kind", "format", "outcome", "read_progress", "reason", "stage"] as const;
const sandboxCheck = [
  ...["backend", "checker", "dependency", "error_kind", "has_deny_globs"],
  ...["multiple_hard_links", "multiple_write_roots", "outcome", "target_resolution_changed"],
] as const;
const skillSelection = ["candidate_set_truncated", "method", "query_script", "query_truncated", "status"] as const;
const multiAgentPhase = ["fork_mode", "history_mode", "multi_agent_version", "phase"] as const;
const updates = ["auto_update", "auto_update_setting", "shutdown_grace_setting", "update_interval_setting"] as const;
const terminal = ["app_server_mode", "multiplexer", "terminal_columns", "terminal_name", "terminal_rows"] as const;
const daemonChoice = ["daemon_auto_start", "daemon_selection_reason"] as const;
const sqlite = ["db", "error", "originator", "phase", "status"] as const;

/** The metrics of Codex with the attributes of their data points. Source: recorded sessions of Codex. */
export const metrics: readonly MetricDefinition[] = [
  ...named(
    "counter",
    [
      ["codex.api_request", "Requests to the model", "status", "success"],
      ["codex.approval.requested", "Questions for a person's approval", "approved", "tool"],
      ["codex.conversation.turn.count", "Turns of conversations"],
      ["codex.feature.state", "Features, by whether they are switched on", "feature", "value"],
      ["codex.mcp.call", "Calls of tools of MCP servers", "server", "status", "tool"],
      ["codex.multi_agent.spawn", "Sub-agents that were started", "role", "version"],
      ["codex.responses.reasoning_replay", "Reasoning that was sent to the model again", "report"],
      ["codex.shell_snapshot", "Snapshots of the shell's environment that were taken", "success", "version"],
      ["codex.shell_snapshot.command", "Commands that wanted such a snapshot", "outcome", "state", "version"],
      [
        "codex.skill.injected",
        "Skills the model was given",
        ...["invoke_type", "model_slug", "plugin_id", "reasoning_effort", "skill", "status"],
      ],
      ["codex.sse_event", "Events of the model's answers", "kind", "success"],
      ["codex.thread.started", "Sessions that began", "is_git", "is_worktree"],
      ["codex.tool.call", "Calls of tools", ...toolCall],
      ["codex.tool.unified_exec", "Commands that were started", "tty"],
      [
        "codex.turn.memory",
        "Turns, by what they may do with memories",
        ...["config_use_memories", "feature_enabled", "has_citations", "read_allowed"],
      ],
      ["codex.turn.network_proxy", "Turns, by whether the network's proxy was at work", "active", "tmp_mem_enabled"],
      ["codex.turn.unified_exec.running_processes", "Commands that still run at the end of turns"],
    ],
    ofSession,
  ),
  ...named(
    "histogram",
    [
      ["codex.api_request.duration_ms", "How long requests to the model took", "status", "success"],
      ["codex.guardian.decision.duration_ms", "How long decisions of reviews took"],
      ["codex.guardian.turn.blocking_ms", "How long turns waited for a review", "outcome"],
      ["codex.mcp.call.duration_ms", "How long calls of tools of MCP servers took", "server", "status", "tool"],
      ["codex.multi_agent.wait.duration_ms", "How long sub-agents were waited for", "outcome"],
      ["codex.shell_snapshot.duration_ms", "How long snapshots of the shell's environment took", "success", "version"],
      ["codex.shell_snapshot.wait_ms", "How long commands waited for one", "outcome", "state", "version"],
      [
        "codex.skill.turn.duration_seconds",
        "How long turns with a skill took",
        ...["model_slug", "plugin_id", "reasoning_effort", "status"],
      ],
      ["codex.skills.catalog.entries", "Entries of the catalogue of skills", "stage", "status"],
      ["codex.sse_event.duration_ms", "How long the model's events took", "kind", "success"],
      ["codex.startup.phase.duration_ms", "How long the phases of starting took", "phase", "status"],
      ["codex.thread.skills.description_truncated_chars", "Letters cut from descriptions of skills", "catalog_surface"],
      ["codex.thread.skills.enabled_total", "Skills that are switched on", "catalog_surface"],
      ["codex.thread.skills.kept_total", "Skills the model was told of", "catalog_surface"],
      ["codex.thread.skills.truncated", "Whether skills were left out", "catalog_surface"],
      ["codex.tool.call.duration_ms", "How long calls of tools took", ...toolCall],
      ["codex.tools.registered", "Tools the model was told of", "exposure", "incremental_tools", "tool_mode"],
      ["codex.turn.e2e_duration_ms", "How long turns took"],
      ["codex.turn.token_usage", "Tokens of turns, by their type", "tmp_mem_enabled", "token_type"],
      ["codex.turn.tool.call", "Calls of tools in a turn", "tmp_mem_enabled"],
      ["codex.turn.ttfm.duration_ms", "Time to the first message of turns"],
      ["codex.turn.ttft.duration_ms", "Time to the first token of turns"],
    ],
    ofSession,
  ),
  ...named("counter", [
    ["codex.auth.selection", "Choices of credentials", "mode", "operation", "outcome"],
    ["codex.auth_storage.lock_acquire", "Waits for the lock on kept credentials", ...authLock, ...authLockWait],
    ["codex.auth_storage.operation", "Uses of the place where credentials are kept", ...authStorage],
    ["codex.cloud_config_bundle.load", "Configurations asked of the cloud", "bundle_shape", "outcome", "trigger"],
    ["codex.daemon.start", "Starts of the background daemon", ...updates, "initiation_source", "outcome"],
    ["codex.db.backfill", "Runs that put older sessions into the database", "status"],
    ["codex.mcp.protocol_discovery", "Questions for the protocol of an MCP server", "mode", "outcome", "server_kind"],
    ["codex.multi_agent.result_delivery", "Results of sub-agents that were handed over", "outcome"],
    ["codex.plugins.loaded_cache.event", "What became of the plugins that are loaded", "event"],
    ["codex.plugins.loaded_cache.request", "Questions for the plugins that are loaded", "outcome"],
    ["codex.plugins.startup_sync", "Attempts to fetch plugins at start", "status", "transport"],
    ["codex.plugins.startup_sync.final", "What came of fetching plugins at start", "status", "transport"],
    ["codex.process.start", "Starts of a program of Codex", "originator"],
    ["codex.rollout_compression.materialize", "Transcripts that were unpacked", "outcome"],
    ["codex.rollout_compression.read", "Transcripts that were read", ...rolloutRead],
    ["codex.sandbox_integrity.check", "Checks of the sandbox", ...sandboxCheck],
    ["codex.skills.shadow_selection", "Choices of skills on trial", ...skillSelection],
    ["codex.sqlite.init.count", "Databases that were opened", ...sqlite],
    ["codex.statusline.first_prompt", "First prompts, by the mode of the line of status", "mode"],
    ["codex.tui.embedded_start", "Starts of the terminal without the daemon, by the reason", "reason"],
    ["codex.tui.fullscreen_transcript", "Starts of the terminal, by whether it fills the screen", "enabled"],
    ["codex.tui.start", "Starts of the terminal", ...terminal, ...updates, ...daemonChoice],
    [
      "codex.tui.terminal_size",
      "Sizes of the terminal",
      ...[...terminal, ...updates, ...daemonChoice, "observation_reason"],
    ],
    ["codex.thread_history.sqlite_projection", "Histories of sessions written into the database", "outcome"],
  ]),
  ...named("histogram", [
    [
      "codex.app_server.codex_home.size_bytes",
      "Bytes in Codex's folder, by the folders in it",
      ...["compression_enabled", "directory"],
    ],
    ["codex.auth.selection.duration", "How long choices of credentials took", "mode", "operation", "outcome"],
    ["codex.auth_storage.duration", "How long uses of kept credentials took", ...authStorage],
    ["codex.auth_storage.lock_hold.duration", "How long the lock on them was held", ...authLock],
    ["codex.auth_storage.lock_wait.duration", "How long that lock was waited for", ...authLock, ...authLockWait],
    ["codex.cloud_config_bundle.fetch.duration_ms", "How long the cloud took for its configuration"],
    ["codex.db.backfill.duration_ms", "How long putting older sessions into the database took", "status"],
    ["codex.mcp.binding_catalog.raw_definition_json_bytes", "Bytes of definitions of MCP tools", "product_sku"],
    ["codex.mcp.protocol_discovery.duration_ms", "How long such a question took", "mode", "outcome", "server_kind"],
    ["codex.mcp.tools.fetch_uncached.duration_ms", "How long listing the tools of MCP servers took anew"],
    ["codex.mcp.tools.list.duration_ms", "How long listing the tools of MCP servers took", "cache"],
    [
      "codex.multi_agent.spawn.phase.duration_ms",
      "How long the phases of starting sub-agents took",
      ...multiAgentPhase,
    ],
    ["codex.plugins.loaded_cache.load.duration_ms", "How long loading plugins took"],
    ["codex.plugins.loaded_cache.wait.duration_ms", "How long something waited for plugins"],
    ["codex.remote_models.fetch_update.duration_ms", "How long asking for the list of models took", "auth_mode"],
    ["codex.remote_models.load_cache.duration_ms", "How long reading the kept list of models took"],
    ["codex.rollout.size_bytes", "Bytes of transcripts"],
    ["codex.rollout_compression.read.io_duration_ms", "How long reading transcripts took", ...rolloutRead],
    ["codex.sandbox_integrity.duration_ms", "How long checks of the sandbox took", "backend", "has_deny_globs"],
    ["codex.sandbox_integrity.preparation_ms", "How long they were prepared", "backend", "has_deny_globs", "outcome"],
    ["codex.skills.shadow_selection.catalog_entries", "Skills to choose from on trial", ...skillSelection],
    ["codex.skills.shadow_selection.duration_ms", "How long choices of skills on trial took", ...skillSelection],
    ["codex.skills.shadow_selection.query_terms", "Words of such a choice", ...skillSelection],
    ["codex.skills.shadow_selection.reduction_bps", "How much fewer skills it left", ...skillSelection],
    ["codex.skills.shadow_selection.selected_entries", "Skills it left", ...skillSelection],
    ["codex.sqlite.init.duration_ms", "How long opening databases took", ...sqlite],
  ]),
];

const byName: ReadonlyMap<string, MetricDefinition> = new Map(metrics.map((metric) => [metric.name, metric]));

/** What Codex counts or measures under a name; undefined for one that it is not known to send. */
export function metricDefinition(name: string): MetricDefinition | undefined {
  return byName.get(name);
}
