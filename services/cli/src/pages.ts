import type { View } from './op-read.command.js';

/** A page as the API gives it. */
export type AnsweredPage<Item> = Readonly<{
  data: readonly Item[];
  page: Readonly<{ next: string | number | null; hasMore: boolean }>;
  view?: View;
}>;
