import type { ActorDirectory, ActorEntry } from '../identity/actor-directory.port.js';

/** What the contract needs of an adapter: a new, empty directory, the same once more, and where it can be looked for a text. */
export type ActorDirectoryUnderTest = Readonly<{
  create: () => ActorDirectory | Promise<ActorDirectory>;
  /** The same directory as another process, or the next one, finds it. */
  openAgain: (directory: ActorDirectory) => ActorDirectory | Promise<ActorDirectory>;
  holds: (text: string) => Promise<boolean>;
  destroy: (directory: ActorDirectory) => Promise<void>;
}>;

/** What every directory does, whatever it keeps its entries in. */
export const actorDirectoryContract = ({ create, openAgain, holds, destroy }: ActorDirectoryUnderTest): void => {
  let directory: ActorDirectory;
  beforeEach(async () => {
    directory = await create();
  });
  afterEach(() => destroy(directory));

  it('gives a subject one pseudonym for ever, which says nothing about it', async () => {
    const actor = await directory.actorOf('amina.toure@example.org');
    expect(actor).toMatch(/^actor-[0-9a-f-]+$/);
    expect(await directory.actorOf('amina.toure@example.org')).toBe(actor);
    expect(await directory.actorOf('Amina.Toure@example.org')).not.toBe(actor);
    directory = await openAgain(directory);
    expect(await directory.actorOf('amina.toure@example.org')).toBe(actor);
    expect(await holds('amina.toure@example.org')).toBe(true);
  });

  it('gives one pseudonym to a subject that comes many times at once', async () => {
    const actors = await Promise.all(Array.from({ length: 8 }, () => directory.actorOf('someone')));
    expect(new Set(actors).size).toBe(1);
  });

  it.each(['', '$where', '__proto__', 'a.b', `'; DROP TABLE actors; --`, '{"$gt":""}', 'Ünïcode 🕊️', 'x'.repeat(90)])(
    'takes a subject as it is: %j',
    async (subject) => {
      const [actor, other] = [await directory.actorOf(subject), await directory.actorOf('other')];
      expect(actor).not.toBe(other);
      directory = await openAgain(directory);
      expect(await directory.actorOf(subject)).toBe(actor);
    },
  );

  it('erases an entry: nothing of it is left, others stay, and whoever comes back is someone else', async () => {
    const [gone, stays] = [await directory.actorOf('amina.toure@example.org'), await directory.actorOf('other')];
    expect(await directory.erase(gone)).toBe(true);
    expect(await holds('amina.toure@example.org')).toBe(false);
    expect(await directory.erase(gone)).toBe(false);
    expect(await directory.actorOf('other')).toBe(stays);
    const back = await directory.actorOf('amina.toure@example.org');
    expect(back).not.toBe(gone);
    directory = await openAgain(directory);
    expect(await directory.actorOf('amina.toure@example.org')).toBe(back);
  });

  const entriesOf = async (one: ActorDirectory): Promise<readonly ActorEntry[]> => {
    const all: ActorEntry[] = [];
    for await (const entries of one.entries()) all.push(...entries);
    return all;
  };

  it('tells all entries in the order of subjects, however many there are', async () => {
    const subjects = [
      '',
      'ünïcode',
      ...Array.from({ length: 1_100 }, (_, index) => `s-${String(index).padStart(4, '0')}`),
    ];
    const made = subjects.map((subject, index) => ({ subject, actor: `actor-${index}` }));
    await directory.takeOver(made.toReversed());
    expect(await entriesOf(directory)).toEqual(
      made.toSorted((a, b) => Buffer.compare(Buffer.from(a.subject), Buffer.from(b.subject))),
    );
  });

  it('takes entries over, once, and goes by them', async () => {
    const taken = { subject: 'amina.toure@example.org', actor: 'actor-of-old' };
    await directory.takeOver([taken]);
    await directory.takeOver([taken, { subject: 'other', actor: 'actor-other' }]);
    await directory.takeOver([]);
    directory = await openAgain(directory);
    expect(await directory.actorOf('amina.toure@example.org')).toBe('actor-of-old');
    expect(await entriesOf(directory)).toEqual([taken, { subject: 'other', actor: 'actor-other' }]);
  });
};
