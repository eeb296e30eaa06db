/** What the service worker tells a page: a notification was clicked, and leads there. */
export interface WorkerMessage {
  type: 'open';
  /** As `formatLink` writes it. */
  link: string;
}

/** What a notification carries with it, for a worker that has no page any more. */
export interface NoticeData {
  link: string;
}
