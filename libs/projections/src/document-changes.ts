import diff from 'microdiff';

/** One member that differs between two documents, by its JSON pointer. A member that was or is not there is absent here, too. */
export type DocumentChange = Readonly<{ pointer: string; before?: unknown; after?: unknown }>;

/** What differs between two documents; all of one if the other is not there. */
export const changesBetween = (
  before: object | undefined,
  after: object | undefined,
  except: readonly string[] = [],
): readonly DocumentChange[] =>
  diff(before ?? {}, after ?? {}, { cyclesFix: false })
    .filter(({ path }) => !except.includes(String(path[0])))
    .map((change) => ({
      pointer: change.path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
      ...('oldValue' in change && { before: change.oldValue as unknown }),
      ...('value' in change && { after: change.value as unknown }),
    }));
