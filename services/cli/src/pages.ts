/** What an answer rests on: what was known, and up to when it is complete. */
export type View = Readonly<{ asOf: string; completeTo: string; position: number; undecided?: readonly string[] }>;

/** A page as the API gives it. */
export type AnsweredPage<Item> = Readonly<{
  data: readonly Item[];
  page: Readonly<{ next: string | number | null; hasMore: boolean }>;
  view?: View;
}>;
