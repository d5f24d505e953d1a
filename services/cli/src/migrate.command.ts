import { Bar } from 'cli-progress';
import { loadConfiguration } from '@opsledger/platform/configuration';
import type { MigrationProgress, MigrationRefused, MigrationReport } from '@opsledger/platform/migration';
import { EXIT, Failure } from './exit-codes.js';
import { printJson, printTable, say, type OutputFormat } from './print.js';
import { text, type TextKey } from './texts.js';

type MigrateOptions = Readonly<{ abandon?: boolean; targetIsGone?: boolean; output: OutputFormat }>;
type Migration = typeof import('@opsledger/platform/migration');

const MILLISECONDS_BETWEEN_LINES = 5_000;

/**
 * Moves what is under `DATA_DIR` into the database of `MONGODB_URI`, compares, and says what it compared. Exit code 4 if that database
 * cannot take it, or has gone on, 6 if what was moved is not what was there.
 */
export const migrate = async ({ abandon = false, targetIsGone = false, output }: MigrateOptions): Promise<void> => {
  const { dataFolder, mongodbUri } = loadConfiguration(process.env);
  if (mongodbUri === undefined) throw new Failure(text('MIGRATE_WHERE'), EXIT.usage);
  if (targetIsGone && !abandon) throw new Failure(text('MIGRATE_GONE_ALONE'), EXIT.usage);
  process.umask(0o077);
  const migration = await import('@opsledger/platform/migration');
  try {
    if (abandon) await giveUp(migration, { dataFolder, mongodbUri, isTargetGone: targetIsGone }, output);
    else await move(migration, { dataFolder, mongodbUri }, output);
  } catch (error) {
    if (error instanceof migration.MigrationRefused) throw refusalOf(error);
    if (!(error instanceof migration.MigrationDiffers)) throw error;
    show(error.report, output);
    throw new Failure(
      text('MIGRATE_DIFFERS', { examples: examplesOf(error.report).join('\n') }),
      EXIT.verificationFailed,
    );
  }
};

type Place = Readonly<{ dataFolder: string; mongodbUri: string }>;

const move = async ({ migrateInstallation }: Migration, place: Place, output: OutputFormat): Promise<void> => {
  const { hostedServices } = await import('@opsledger/embedded');
  const services = hostedServices.map(({ definition }) => definition);
  const progress = showProgress();
  const report = await migrateInstallation({ ...place, services, onProgress: progress.show }).finally(progress.end);
  if (!report) {
    if (output === 'json') printJson({ outcome: 'was-complete' });
    return say(text('MIGRATE_WAS_COMPLETE'));
  }
  show(report, output);
  say(text('MIGRATED', { head: report.head, target: report.target, next: report.head + 1 }));
};

const giveUp = async (
  { abandonMigration }: Migration,
  place: Place & Readonly<{ isTargetGone: boolean }>,
  output: OutputFormat,
): Promise<void> => {
  const { wasTargetReached } = await abandonMigration(place);
  if (output === 'json') printJson({ outcome: 'abandoned', wasTargetReached });
  say(text(wasTargetReached ? 'MIGRATE_ABANDONED' : 'MIGRATE_ABANDONED_ALONE', { dataFolder: place.dataFolder }));
};

const show = (report: MigrationReport, output: OutputFormat): void => {
  if (output === 'json') return printJson({ outcome: examplesOf(report).length > 0 ? 'differs' : 'moved', ...report });
  const { log, actors, readModels } = report;
  printTable(
    ['PART', 'COMPARED', 'DIFFERENT'],
    [
      ['log', text('MIGRATE_COMPARED_LOG', { ...log, examples: '' }), String(log.differences)],
      ['actors', text('MIGRATE_COMPARED_ACTORS', { entries: actors.entries }), String(actors.differences)],
      ...readModels.map(({ name, documents, versions, parked, handled, differences }) => [
        ...[name, text('MIGRATE_COMPARED_VIEWS', { documents, versions, parked, handled }), String(differences)],
      ]),
    ],
  );
};

const examplesOf = ({ log, actors, readModels }: MigrationReport): readonly string[] => [
  ...log.examples,
  ...(actors.differences > 0 ? ['actors'] : []),
  ...readModels.flatMap(({ name, examples }) => examples.map((example) => `${name}: ${example}`)),
];

const REFUSALS: Readonly<Record<MigrationRefused['reason'], readonly [TextKey, number]>> = {
  ANOTHER_LOG: ['MIGRATE_ANOTHER_LOG', EXIT.conflict],
  ANOTHER_MOVE: ['MIGRATE_ANOTHER_MOVE', EXIT.conflict],
  GIVEN_UP: ['MIGRATE_GIVEN_UP', EXIT.conflict],
  NOT_EMPTY: ['MIGRATE_NOT_EMPTY', EXIT.conflict],
  NOTHING_TO_MOVE: ['MIGRATE_NOTHING_TO_MOVE', EXIT.notFound],
  KEYS_ARE_GONE: ['MIGRATE_KEYS_ARE_GONE', EXIT.failed],
  HANDED_OVER_ELSEWHERE: ['MIGRATE_HANDED_OVER', EXIT.conflict],
  NOTHING_TO_GIVE_UP: ['MIGRATE_NOTHING_TO_GIVE_UP', EXIT.conflict],
  TARGET_NOT_FOUND: ['MIGRATE_TARGET_NOT_FOUND', EXIT.conflict],
  TARGET_HAS_GONE_ON: ['MIGRATE_HAS_GONE_ON', EXIT.conflict],
};

const refusalOf = ({ reason, details }: MigrationRefused): Failure => {
  const [key, exitCode] = REFUSALS[reason];
  return new Failure(text(key, details), exitCode);
};

const PARTS: Readonly<Record<MigrationProgress['part'], TextKey>> = {
  commits: 'MIGRATE_COMMITS',
  refusals: 'MIGRATE_REFUSALS',
  'read-models': 'MIGRATE_READ_MODELS',
  'verify-log': 'MIGRATE_VERIFY',
};

/** A bar on a terminal, a line now and then elsewhere. */
const showProgress = (): Readonly<{ show: (progress: MigrationProgress) => void; end: () => void }> => {
  const bar = process.stderr.isTTY
    ? new Bar({ stream: process.stderr, format: '{part} {bar} {value}/{total}', clearOnComplete: true })
    : undefined;
  let [shown, at]: [MigrationProgress['part'] | undefined, number] = [undefined, 0];
  return {
    show: ({ part, done, total }) => {
      const named = { part: text(PARTS[part]) };
      if (bar) {
        if (part !== shown) bar.start(total, done, named);
        bar.update(done, named);
      } else if (part !== shown || performance.now() - at > MILLISECONDS_BETWEEN_LINES) {
        say(`${named.part} ${done}/${total}`);
        at = performance.now();
      }
      shown = part;
    },
    end: () => bar?.stop(),
  };
};
