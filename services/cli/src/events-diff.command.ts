import diff from 'microdiff';
import { Api } from './api.js';
import { EXIT, Failure } from './exit-codes.js';
import { findEvent } from './events-show.command.js';
import { printChanges } from './op-read.command.js';
import { printJson, type OutputFormat } from './print.js';
import { text } from './texts.js';

/** Members that differ between any two events. */
const ALWAYS_DIFFERENT = ['id', 'position', 'streamversion', 'time', 'acceptedat', 'correlationid'];

/** Prints what differs between two events, each by position or as subject@version. */
export const eventsDiff = async (
  one: string,
  other: string,
  { output }: Readonly<{ output: OutputFormat }>,
): Promise<void> => {
  const api = await Api.connect('auditor');
  const [before, after] = await Promise.all([one, other].map((given) => findEvent(api, given)));
  for (const [given, event] of [
    [one, before],
    [other, after],
  ] as const)
    if (!event) throw new Failure(text('NO_SUCH_EVENT', { given }), EXIT.notFound);
  const changes = diff(before!, after!)
    .filter(({ path }) => !ALWAYS_DIFFERENT.includes(String(path[0])))
    .map((change) => ({
      pointer: change.path.map((step) => `/${step}`).join(''),
      ...('oldValue' in change && { before: change.oldValue as unknown }),
      ...('value' in change && { after: change.value as unknown }),
    }));
  if (output === 'json') return printJson({ changes });
  printChanges(changes);
};
