import * as vscode from "vscode";
import { policyFaultText } from "../../core/setup/policyFault.ts";
import type { RelayStatus } from "../../listener/protocol/delivery.ts";
import { commands, itemContexts, settings, views } from "../contributions.ts";
import type { Forwarding } from "../forwarding/forwarding.ts";
import type { ListenerService } from "../listener/listenerService.ts";
import type { PolicySource } from "../policy/policySource.ts";
import { reasonOf } from "../shared/errorMessage.ts";
import { Pace, systemClock } from "../shared/pace.ts";
import { treeItemOf } from "../shared/treeItem.ts";
import type { ViewContext } from "../shared/views/viewItem.ts";
import { countedBy, type DestinationNode, DestinationsModel } from "./destinationsModel.ts";

/** Counts change with every event: the view follows calmly. */
const refreshInterval = 1000;
/** While the listener has not counted all that it keeps, it is asked to go on. */
const countInterval = 200;

/** The view `Codex OTel › Destinations`: what the policy does for each of them. */
export class DestinationsTree implements vscode.TreeDataProvider<DestinationNode>, vscode.Disposable {
  readonly #context: ViewContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #policy: PolicySource;
  readonly #service: ListenerService;
  readonly #model: DestinationsModel;
  readonly #view: vscode.TreeView<DestinationNode>;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #disposables: vscode.Disposable;
  readonly #pace: Pace;

  constructor(
    service: ListenerService,
    policy: PolicySource,
    forwarding: Forwarding,
    context: ViewContext,
    log: vscode.LogOutputChannel,
  ) {
    this.#context = context;
    this.#log = log;
    this.#policy = policy;
    this.#service = service;
    this.#model = new DestinationsModel(
      (method, parameters) => service.query(method, parameters),
      () => forwarding.destinations(),
    );
    this.#view = vscode.window.createTreeView(views.destinations, { treeDataProvider: this, showCollapseAll: true });
    this.#pace = new Pace(systemClock, { task: () => this.#refresh() });
    const refresh = () => this.#schedule(refreshInterval);
    const refreshAtOnce = () => this.#schedule(0);
    this.#disposables = vscode.Disposable.from(
      this.#view,
      this.#changed,
      this.#view.onDidChangeVisibility(refreshAtOnce),
      service.onDidChangeData(refresh),
      service.onDidChangeState(refreshAtOnce),
      policy.onDidChange(refreshAtOnce),
    );
    this.#showPolicy();
  }

  get onDidChangeTreeData(): vscode.Event<undefined> {
    return this.#changed.event;
  }

  /** The queues that commands on a row are about. */
  queuesOf(node: DestinationNode): readonly RelayStatus[] {
    return this.#model.queuesOf(node);
  }

  /** Shows at once what a command has changed. */
  refresh(): void {
    this.#schedule(0);
  }

  get selected(): DestinationNode | undefined {
    return this.#view.selection[0];
  }

  getTreeItem(node: DestinationNode): vscode.TreeItem {
    const view = this.#model.itemOf(node, this.#context);
    const item = treeItemOf(node.id, view);
    if (countedBy(node) !== undefined)
      item.command = { command: commands.showDestinationEvents, title: "", arguments: [node] };
    else if (view.context === itemContexts.deliveryStopped)
      item.command = { command: commands.setHeaderSecret, title: "" };
    else if (view.context === itemContexts.deliveryNotAllowed)
      item.command = { command: commands.allowForwarding, title: "" };
    else if (view.context === itemContexts.deliveryOff)
      item.command = {
        command: "workbench.action.openSettings",
        title: "",
        arguments: [settings.forward.key],
      };
    return item;
  }

  getChildren(node?: DestinationNode): DestinationNode[] {
    return this.#model.children(node);
  }

  getParent({ parent }: DestinationNode): DestinationNode | undefined {
    return parent;
  }

  dispose(): void {
    this.#pace.stop();
    this.#disposables.dispose();
  }

  #schedule(milliseconds: number): void {
    if (this.#view.visible) this.#pace.within(milliseconds);
  }

  async #refresh(): Promise<void> {
    this.#showPolicy();
    try {
      await this.#model.refresh();
      this.#changed.fire(undefined);
      if (!this.#model.complete) this.#schedule(countInterval);
    } catch (error) {
      this.#log.warn(`The listener did not answer: ${reasonOf(error)}`);
    }
  }

  #showPolicy(): void {
    const { l10n } = vscode;
    const { broken, inUse } = this.#policy;
    const { state } = this.#service;
    const followed = state.kind === "listening" ? state.followed : undefined;
    this.#view.description =
      followed !== undefined
        ? l10n.t("policy of the other window")
        : inUse.file === undefined
          ? l10n.t("built-in policy")
          : vscode.workspace.asRelativePath(inUse.file);
    this.#view.message = broken === undefined ? "" : policyFaultText(broken.fault, l10n);
  }
}
