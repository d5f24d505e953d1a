import completion from '@bomb.sh/tab/commander';
import { Command, Option } from 'commander';
import { ROLES } from '@opsledger/platform/identity';
import { COLLECTIONS, QUESTIONS, type Collection } from './collections.js';
import { demoLoad } from './demo-load.command.js';
import { doctor } from './doctor.command.js';
import { eventsDiff } from './events-diff.command.js';
import { eventsList } from './events-list.command.js';
import { eventsShow } from './events-show.command.js';
import { eventsTail } from './events-tail.command.js';
import { exportRecords } from './export.command.js';
import { figuresList, figuresShow } from './figures.command.js';
import { filteredBy, MOST, wholeNumber, type Filter } from './filters.js';
import { importFile } from './import.command.js';
import { keysAdopt, keysCreate } from './keys.command.js';
import { migrate } from './migrate.command.js';
import { actOnRecord, openRecord, opNew } from './op-act.command.js';
import { diffRecord, listRecords, opBoard, recordCalendar, showRecord } from './op-read.command.js';
import { parkedList, parkedRedrive, projectionsList, projectionsRebuild } from './projections.command.js';
import { putBack } from './put-back.command.js';
import { basesByPlace, lateReports, operationTasks, placesList } from './questions.command.js';
import { replicaSetCreate } from './replica-set.command.js';
import { text } from './texts.js';
import { token } from './token.command.js';
import { topicsCreate } from './topics.command.js';
import { speakTheLanguage } from './usage.js';

/** Of a group on this machine. */
const MOST_ID = 2 ** 32 - 2;

const output = (): Option =>
  new Option('-o, --output <format>', text('OUTPUT')).choices(['table', 'json']).default('table');
const eventsFilter = (command: Command): Command =>
  command
    .addOption(new Option('--type <types>', text('EVENTS_TYPE')))
    .addOption(new Option('--subject <stream>', text('EVENTS_SUBJECT')))
    .addOption(output());

/** What asks for all that fit, and not for a page of them. */
const unpaged = (filters: readonly Filter[]): readonly Filter[] =>
  filters.filter((filter) => filter !== 'sort' && filter !== 'limit');

/** Every command of `opsledger`. */
export const makeProgram = (version: string): Command => {
  const program = speakTheLanguage(new Command('opsledger'))
    .description(text('PROGRAM'))
    .version(version, '-V, --version', text('HELP_VERSION'))
    .exitOverride()
    .addHelpText('after', `\n${text('PROGRAM_TALKS_TO')}`);

  program
    .command('up')
    .description(text('UP'))
    .addOption(new Option('--port <port>', text('UP_PORT')))
    .action(async ({ port }: { port?: string }) => {
      const { up } = await import('@opsledger/embedded');
      await up({ ...process.env, ...(port !== undefined && { PORT: port }) });
    });

  program
    .command('token')
    .description(text('TOKEN'))
    .addOption(new Option('--role <role...>', text('TOKEN_ROLE')).choices(ROLES).makeOptionMandatory())
    .addOption(new Option('--subject <subject>', text('TOKEN_SUBJECT')).default('', 'local-<role>'))
    .addOption(new Option('--expires <duration>', text('TOKEN_EXPIRES')).default('30d'))
    .addOption(output())
    .action(token);

  program.command('doctor').description(text('DOCTOR')).addOption(output()).action(doctor);

  program
    .command('import')
    .description(text('IMPORT'))
    .argument('<file>', text('IMPORT_FILE'))
    .option('--dry-run', text('IMPORT_DRY_RUN'))
    .addOption(output())
    .action(importFile);

  program
    .command('migrate')
    .description(text('MIGRATE'))
    .option('--abandon', text('MIGRATE_ABANDON'))
    .option('--target-is-gone', text('MIGRATE_TARGET_IS_GONE'))
    .addOption(output())
    .action(migrate);

  const wait = (): Option => new Option('--wait <seconds>', text('WAIT')).default(0).argParser(wholeNumber(0, 3_600));
  const topics = program.command('topics').description(text('TOPICS'));
  topics.command('create').description(text('TOPICS_CREATE')).addOption(wait()).action(topicsCreate);

  const replicaSet = program.command('replica-set').description(text('REPLICA_SET'));
  replicaSet.command('create').description(text('REPLICA_SET_CREATE')).addOption(wait()).action(replicaSetCreate);

  program.command('put-back').description(text('PUT_BACK')).addOption(output()).action(putBack);

  const keys = program.command('keys').description(text('KEYS'));
  keys
    .command('create')
    .description(text('KEYS_CREATE'))
    .requiredOption('--owner-of <file>', text('KEYS_OWNER'))
    .addOption(new Option('--group <gid>', text('KEYS_GROUP')).argParser(wholeNumber(0, MOST_ID)).makeOptionMandatory())
    .action(keysCreate);
  keys.command('adopt').description(text('KEYS_ADOPT')).option('--lost', text('KEYS_LOST')).action(keysAdopt);

  const events = program.command('events').description(text('EVENTS'));
  const after = (): Option => new Option('--after <position>', text('EVENTS_AFTER')).argParser(wholeNumber(0, MOST));
  const limit = new Option('--limit <count>', text('EVENTS_LIMIT')).default(100).argParser(wholeNumber(1, 1_000));
  eventsFilter(
    events.command('list').description(text('EVENTS_LIST')).addOption(after().default(0)).addOption(limit),
  ).action(eventsList);
  eventsFilter(events.command('tail').description(text('EVENTS_TAIL')).addOption(after())).action(eventsTail);
  events
    .command('diff')
    .description(text('EVENTS_DIFF'))
    .argument('<event>')
    .argument('<other>')
    .addOption(output())
    .action(eventsDiff);
  events.command('show').description(text('EVENTS_SHOW')).argument('<event>').action(eventsShow);

  const projections = program.command('projections').description(text('PROJECTIONS'));
  projections.command('list').description(text('PROJECTIONS_LIST')).addOption(output()).action(projectionsList);
  projections
    .command('rebuild')
    .description(text('PROJECTIONS_REBUILD'))
    .argument('<name>')
    .option('--wait', text('PROJECTIONS_WAIT'))
    .option('--stop-on-difference', text('PROJECTIONS_STOP'))
    .addOption(output())
    .action(projectionsRebuild);

  const parked = program.command('parked').description(text('PARKED'));
  parked.command('list').description(text('PARKED_LIST')).argument('<consumer>').addOption(output()).action(parkedList);
  parked
    .command('redrive')
    .description(text('PARKED_REDRIVE'))
    .argument('<consumer>')
    .argument('<stream>')
    .action(parkedRedrive);

  const past = (command: Command): Command => filteredBy(command, ['asOf', 'validAt', 'position']);
  const sent = (command: Command): Command =>
    command
      .option('--json <data>', text('JSON_DATA'))
      .option('--set <assignment...>', text('SET'))
      .option('--key <key>', text('KEY'))
      .addOption(output());
  const exported = (command: Command, collection: Collection): Command => {
    const filters = collection.filters.filter((filter) => filter !== 'limit');
    const format = new Option('--format <format>', text('EXPORT_FORMAT')).choices(collection.forms).default('csv');
    return filteredBy(command.description(text('EXPORT')), filters, collection.sorts)
      .addOption(format)
      .option('--out <file>', text('EXPORT_OUT'))
      .action(exportRecords(collection));
  };
  /** What can be asked of and done to the records of any collection alike. */
  const ofRecords = (command: Command, collection: Collection): Command => {
    const { filters, sorts } = collection;
    filteredBy(command.command('list').description(text('OP_LIST')), filters, sorts)
      .addOption(output())
      .action(listRecords(collection));
    if (collection.hasCalendar)
      filteredBy(command.command('calendar').description(text('CALENDAR')), unpaged(filters))
        .addOption(output())
        .action(recordCalendar(collection));
    exported(command.command('export'), collection);
    past(command.command('show').description(text('OP_SHOW')).argument('<record>', text('OP_ID')))
      .addOption(new Option('--version <n>', text('VERSION')).argParser(wholeNumber(1, MOST)))
      .option('--history', text('HISTORY'))
      .addOption(output())
      .action(showRecord(collection));
    command
      .command('diff')
      .description(text('OP_DIFF'))
      .argument('<record>', text('OP_ID'))
      .addOption(new Option('--from <version>', text('FROM')).argParser(wholeNumber(0, MOST)))
      .addOption(new Option('--to <version>', text('TO')).argParser(wholeNumber(0, MOST)))
      .option('--from-as-of <instant>', text('FROM_AS_OF'))
      .option('--to-as-of <instant>', text('TO_AS_OF'))
      .addOption(output())
      .action(diffRecord(collection));
    sent(
      command
        .command('act')
        .description(text('OP_ACT'))
        .argument('<record>', text('OP_ID'))
        .argument('<action>', text('OP_ACTION')),
    )
      .addOption(new Option('--if-match <version>', text('IF_MATCH')).argParser(wholeNumber(1, MOST)))
      .action(actOnRecord(collection));
    return command;
  };
  const { op, ...others } = COLLECTIONS;
  const operations = ofRecords(program.command('op').description(text(op.says)), op);
  filteredBy(operations.command('board').description(text('OP_BOARD')), unpaged(op.filters))
    .addOption(output())
    .action(opBoard);
  filteredBy(
    operations.command('tasks').description(text('TASKS')),
    QUESTIONS.tasks.filters,
    COLLECTIONS.activity.sorts,
  )
    .argument('<operation>', text('OP_ID'))
    .addOption(output())
    .action(operationTasks);
  sent(operations.command('new').description(text('OP_NEW')).argument('<name>', text('OP_NAME')))
    .option('--type <type>', text('OP_KIND'))
    .option('--purpose <text>', text('OP_PURPOSE'))
    .option('--exercise', text('OP_EXERCISE'))
    .action(opNew);
  for (const [name, collection] of Object.entries(others)) {
    const records = ofRecords(program.command(name).description(text(collection.says)), collection);
    if (collection === COLLECTIONS['situation-report'])
      filteredBy(records.command('late').description(text('LATE')), QUESTIONS.late.filters)
        .addOption(output())
        .action(lateReports);
    if (collection === COLLECTIONS.base)
      filteredBy(records.command('by-place').description(text('BY_PLACE')), QUESTIONS.byPlace.filters)
        .argument('<places>', text('PLACES_NAMED'))
        .addOption(output())
        .action(basesByPlace);
    sent(records.command('new').description(text('RECORD_NEW')))
      .option('--exercise', text('OP_EXERCISE'))
      .action(openRecord(collection));
  }

  exported(program.command('export'), op).description(text('EXPORT_OPERATIONS'));

  const places = program.command('place').description(text('PLACES'));
  filteredBy(places.command('list').description(text('PLACES_LIST')), QUESTIONS.places.filters)
    .addOption(output())
    .action(placesList);

  const figures = program.command('figures').description(text('FIGURES'));
  const counted = (command: Command, isPeriodNeeded: boolean): Command =>
    past(command)
      .addOption(new Option('--from <day>', text('FIGURES_FROM')).makeOptionMandatory(isPeriodNeeded))
      .addOption(new Option('--to <day>', text('FIGURES_TO')).makeOptionMandatory(isPeriodNeeded))
      .addOption(new Option('--every <part>', text('FIGURES_EVERY')).choices(['period', 'week', 'month']))
      .option('--sector <sector>', text('OP_SECTOR'))
      .option('--place <place>', text('OP_PLACE'))
      .option('--exercise', text('FIGURES_EXERCISE'))
      .addOption(output().choices(['table', 'json', 'csv']));
  counted(figures.command('list').description(text('FIGURES_LIST')), false).action(figuresList);
  counted(figures.command('show').description(text('FIGURES_SHOW')).argument('<name>'), true).action(figuresShow);

  const demo = program.command('demo').description(text('DEMO'));
  demo.command('load').description(text('DEMO_LOAD')).addOption(output()).action(demoLoad);
  completion(program, { completionCommandName: 'completion' });
  const completing = program.commands.find((command) => command.name() === 'completion');
  completing?.description(text('COMPLETION'));
  for (const argument of completing?.registeredArguments ?? []) argument.description = text('COMPLETION_SHELL');
  return program;
};
