import { Command, CommanderError, Option } from 'commander';
import { EXIT, Failure } from './exit-codes.js';
import { demoLoad } from './demo-load.command.js';
import { eventsList } from './events-list.command.js';
import { token } from './token.command.js';
import { ROLES } from '@opsledger/platform/identity';

const output = (): Option =>
  new Option('-o, --output <format>', 'how to print').choices(['table', 'json']).default('table');
const wholeNumber = (text: string): number => {
  if (!/^\d{1,15}$/.test(text))
    throw new CommanderError(EXIT.usage, 'opsledger.number', `${text} is not a whole number`);
  return Number(text);
};

const program = new Command('opsledger')
  .description('The operations record of a peacekeeping mission')
  .exitOverride()
  .configureHelp({ showGlobalOptions: true })
  .addHelpText(
    'after',
    '\nTalks to OPSLEDGER_URL (this machine, PORT) with OPSLEDGER_TOKEN or the key under DATA_DIR.',
  );

program
  .command('up')
  .description('run the whole system in this process')
  .addOption(new Option('--port <port>', 'where to serve the API'))
  .action(async ({ port }: { port?: string }) => {
    const { up } = await import('@opsledger/embedded');
    await up({ ...process.env, ...(port !== undefined && { PORT: port }) });
  });

program
  .command('token')
  .description('print a bearer token as the last line')
  .addOption(new Option('--role <role...>', 'what its bearer may do').choices(ROLES).makeOptionMandatory())
  .addOption(new Option('--subject <subject>', 'who bears it').default('', 'local-<role>'))
  .addOption(new Option('--expires <duration>', 'how long it is good, e.g. 15m, 12h, 30d').default('30d'))
  .addOption(output())
  .action(token);

const events = program.command('events').description('the log');
events
  .command('list')
  .description('print events in the order of the log')
  .addOption(new Option('--after <position>', 'position after which to begin').default(0).argParser(wholeNumber))
  .addOption(new Option('--limit <count>', 'how many at most, 1 to 1000').default(100).argParser(wholeNumber))
  .addOption(new Option('--type <types>', 'types, separated by commas; .* at the end takes all that begin so'))
  .addOption(new Option('--subject <stream>', 'one stream'))
  .addOption(output())
  .action(eventsList);

const demo = program.command('demo').description('the worked case');
demo
  .command('load')
  .description("import the letters' operations; a second time changes nothing")
  .addOption(output())
  .action(demoLoad);

/** Runs one command line; everything that goes wrong ends as one line on standard error and an exit code. */
const run = async (): Promise<number> => {
  try {
    await program.parseAsync();
    return EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.code === 'opsledger.number') process.stderr.write(`error: ${error.message}\n`);
      return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    }
    process.stderr.write(`${(error as Error).message}\n`);
    return error instanceof Failure ? error.exitCode : EXIT.failed;
  }
};

process.exitCode = await run();
