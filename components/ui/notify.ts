import { type NotificationData, Notifications, notifications } from "@mantine/notifications";
import { fillNoticeSlot } from "./noticeSlot.tsx";

/** Tells what was done, at the edge of the page. To be used by what is fetched late itself: it is not small. */
export function notify(notice: NotificationData): string {
  fillNoticeSlot(Notifications);
  return notifications.show({ color: "gray", closeButtonProps: { "aria-label": "Close" }, ...notice });
}
