import type { Locator, Page } from "playwright-core";
import { chooseCommand } from "./commands.ts";
import { gone, inAttempt, repeatedly, seen } from "./repeatedly.ts";

/** A notification that is in sight. */
export const notificationOf = (page: Page, words: string | RegExp): Locator =>
  page.locator(".notification-list-item").filter({ hasText: words }).first();

/** Waits for a notification. A toast goes away by itself, whether somebody has read it or not: then all are listed. */
export async function seeNotification(page: Page, words: string | RegExp): Promise<Locator> {
  const notification = notificationOf(page, words);
  await repeatedly(async () => {
    const isToast = await notification.waitFor(inAttempt).then(
      () => true,
      () => false,
    );
    if (isToast) return;
    await chooseCommand(page, "Notifications: Show Notifications");
    await notification.waitFor(inAttempt);
  });
  return notification;
}

/** Removes all notifications, those too whose toasts are gone already. */
export const clearNotifications = (page: Page): Promise<void> =>
  repeatedly(async () => {
    await chooseCommand(page, "Notifications: Clear All Notifications");
    await seen(gone(page.locator(".notification-list-item")), inAttempt.timeout);
  });

/** Waits for a notification, and removes it with all others. */
export async function notified(page: Page, words: string | RegExp): Promise<void> {
  await seeNotification(page, words);
  await clearNotifications(page);
}
