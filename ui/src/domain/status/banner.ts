import type { Notice, Status } from "../../ipc";

export type BannerKind = "config" | Notice;

/** The one thing worth a line above the content. Values that cannot be used come first: nothing runs while there are any. */
export function bannerFor(status: Status, problems: number): BannerKind | null {
  return problems ? "config" : status.notice;
}
