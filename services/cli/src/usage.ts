import type { Command } from 'commander';
import { text, type TextKey } from './texts.js';

/** What the library says of its own accord, as its sentences begin; the groups are the placeholders of our sentence, in their order. */
const SAID: readonly (readonly [RegExp, TextKey, readonly string[]])[] = [
  [/^error: unknown option '(.+?)'/, 'UNKNOWN_OPTION', ['given']],
  [/^error: unknown command '(.+?)'/, 'UNKNOWN_COMMAND', ['given']],
  [/^error: missing required argument '(.+)'/, 'ARGUMENT_IS_MISSING', ['name']],
  [/^error: option '(.+)' argument missing/, 'OPTION_NEEDS_A_VALUE', ['name']],
  [/^error: required option '(.+)' not specified/, 'OPTION_IS_MISSING', ['name']],
  [/^error: option '(.+)' argument '(.*)' is invalid\. (.*)/s, 'OPTION_IS_NOT_VALID', ['name', 'given', 'reason']],
  [/^error: too many arguments.* Expected (\d+) arguments? but got (\d+)/, 'TOO_MANY_ARGUMENTS', ['expected', 'given']],
];
const CHOICES = /^Allowed choices are (.*?)\.?\s*$/s;
const SUGGESTION = /\(Did you mean (.+)\?\)/;

/** A complaint of the library in the language of the terminal; one that we do not know stays as it is. */
export const usageError = (said: string): string => {
  const suggested = SUGGESTION.exec(said)?.[1];
  for (const [pattern, key, names] of SAID) {
    const groups = pattern.exec(said);
    if (!groups) continue;
    const details = Object.fromEntries(names.map((name, index) => [name, reasonOf(groups[index + 1]!)]));
    const suggestion = suggested === undefined ? [] : [text('DID_YOU_MEAN', { suggested })];
    return `${[text(key, details), ...suggestion].join(' ')}\n`;
  }
  return said;
};

const reasonOf = (said: string): string => {
  const choices = CHOICES.exec(said)?.[1];
  return choices === undefined ? said.trim() : text('ONE_OF', { choices });
};

const TITLES: Readonly<Record<string, TextKey>> = {
  'Usage:': 'HELP_USAGE',
  'Arguments:': 'HELP_ARGUMENTS',
  'Options:': 'HELP_OPTIONS',
  'Global Options:': 'HELP_GLOBAL_OPTIONS',
  'Commands:': 'HELP_COMMANDS',
};

/** Help and complaints in the language of the terminal. Before the first command is made: each takes them over. */
export const speakTheLanguage = (program: Command): Command =>
  program
    .helpOption('-h, --help', text('HELP'))
    .helpCommand('help [command]', text('HELP'))
    .configureOutput({ outputError: (said, write) => write(usageError(said)) })
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => (TITLES[title] ? text(TITLES[title]) : title),
      styleOptionDescription: inOurWords,
      styleArgumentDescription: inOurWords,
    });

/** What the library adds to the description of an option. */
const inOurWords = (description: string): string =>
  description
    .replace(/\(choices: /, `(${text('HELP_CHOICES')} `)
    .replace(/(\(|, )default: /, (_, before: string) => `${before}${text('HELP_DEFAULT')} `);
