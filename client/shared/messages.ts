import * as vscode from "vscode";
import { escapeControlCharacters } from "../../core/text/escapeControl.ts";
import { forLabel, type LabelText } from "../../core/text/forLabel.ts";
import { forModalDetail, type ModalDetailText } from "../../core/text/forModalDetail.ts";
import { forNotification, type NotificationText } from "../../core/text/forNotification.ts";

/**
 * The one place that shows messages, progress, prompts and lists. VS Code runs what a text of them links to, and backends,
 * policies, file names and other windows have their words in them: each text goes through the function of its place here.
 * A test looks for other ways.
 */

/** What a modal message has beside its message. */
interface ModalOptions {
  readonly modal: true;
  readonly detail: ModalDetailText;
}

type Show = (
  message: NotificationText,
  options: ModalOptions | Record<string, never>,
  ...items: vscode.MessageItem[]
) => Thenable<vscode.MessageItem | undefined>;

/** Shows a message; resolves with the button that was chosen. */
export const showInformation = (message: string, ...buttons: readonly string[]): Promise<string | undefined> =>
  show(vscode.window.showInformationMessage, message, buttons);

/** As {@link showInformation}, for what the person should look at. */
export const showWarning = (message: string, ...buttons: readonly string[]): Promise<string | undefined> =>
  show(vscode.window.showWarningMessage, message, buttons);

/** As {@link showInformation}, for what did not work. */
export const showError = (message: string, ...buttons: readonly string[]): Promise<string | undefined> =>
  show(vscode.window.showErrorMessage, message, buttons);

/** Asks in a dialog that has to be answered. Line feeds of the detail stay. */
export const askInDialog = (
  message: string,
  detail: string,
  ...buttons: readonly string[]
): Promise<string | undefined> =>
  show(vscode.window.showWarningMessage, message, buttons, { modal: true, detail: forModalDetail(detail) });

async function show(
  showMessage: Show,
  message: string,
  buttons: readonly string[],
  options: ModalOptions | Record<string, never> = {},
): Promise<string | undefined> {
  const items: vscode.MessageItem[] = buttons.map((title) => ({ title: forNotification(title) }));
  const chosen = await showMessage(forNotification(message), options, ...items);
  return chosen && buttons[items.indexOf(chosen)];
}

/** Shows that something goes on for as long as it does. */
export function showProgress<R>(
  options: vscode.ProgressOptions & { readonly title: string },
  task: (report: (message: string) => void, token: vscode.CancellationToken) => Thenable<R>,
): Thenable<R> {
  return vscode.window.withProgress({ ...options, title: forNotification(options.title) }, (progress, token) =>
    task((message) => progress.report({ message: forNotification(message) }), token),
  );
}

/** Says in the status bar, for some seconds, that something was done. */
export function showBriefly(icon: string, message: string): void {
  vscode.window.setStatusBarMessage(`$(${icon}) ${forLabel(message)}`, 3000);
}

/** What is asked for as a line of text. */
export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly password?: boolean;
  readonly ignoreFocusOut?: boolean;
  /** Why a text cannot be taken, if so. */
  readonly refuse: (text: string) => string | undefined;
}

/** Asks for a line of text. */
export const askForText = ({ title, prompt, refuse, ...options }: TextQuestion): Thenable<string | undefined> =>
  vscode.window.showInputBox({
    ...options,
    title: escapeControlCharacters(title),
    prompt: forNotification(prompt),
    validateInput: (text) => {
      const reason = refuse(text);
      return reason === undefined ? undefined : forNotification(reason);
    },
  });

/** What a list is called, and what may be done in it. */
export interface PickTexts {
  readonly title: string;
  readonly placeHolder?: string;
  readonly matchOnDescription?: boolean;
}

/** A row of a list whose texts are safe to show: {@link pickRow} makes it. */
export interface PickRow<T extends vscode.QuickPickItem> extends vscode.QuickPickItem {
  readonly label: LabelText;
  readonly description?: LabelText;
  readonly detail?: LabelText;
  /** What it was made of. */
  readonly item: T;
}

/** The item as a row of a list. */
export function pickRow<T extends vscode.QuickPickItem>(item: T): PickRow<T> {
  const { label, description, detail, kind, iconPath, alwaysShow } = item;
  return {
    item,
    label: forLabel(label),
    ...(description !== undefined && { description: forLabel(description) }),
    ...(detail !== undefined && { detail: forLabel(detail) }),
    ...(kind !== undefined && { kind }),
    ...(iconPath !== undefined && { iconPath }),
    ...(alwaysShow !== undefined && { alwaysShow }),
  };
}

/** Lets the person choose one of several; resolves with it. */
export async function pick<T extends vscode.QuickPickItem>(
  items: readonly T[],
  { title, placeHolder, ...options }: PickTexts,
): Promise<T | undefined> {
  const chosen = await vscode.window.showQuickPick(items.map(pickRow), {
    ...options,
    title: escapeControlCharacters(title),
    ...(placeHolder !== undefined && { placeHolder: escapeControlCharacters(placeHolder) }),
  });
  return chosen?.item;
}

/** A list that is filled while the person types; `show` shows it. */
export type FilledPick<T extends vscode.QuickPickItem> = Omit<vscode.QuickPick<PickRow<T>>, "title" | "placeholder">;

/** Makes such a list. */
export function createPick<T extends vscode.QuickPickItem>(title: string, placeholder: string): FilledPick<T> {
  const input = vscode.window.createQuickPick<PickRow<T>>();
  input.title = escapeControlCharacters(title);
  input.placeholder = escapeControlCharacters(placeholder);
  return input;
}
