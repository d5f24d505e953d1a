import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { speakTheLanguage, usageError } from './usage.js';

const inLanguage = <Result>(language: string, act: () => Result): Result => {
  const before = process.env['LC_ALL'];
  process.env['LC_ALL'] = language;
  try {
    return act();
  } finally {
    if (before === undefined) delete process.env['LC_ALL'];
    else process.env['LC_ALL'] = before;
  }
};
const makeExample = (): Command => {
  const program = speakTheLanguage(new Command('example')).exitOverride();
  const inner = program.command('op');
  const list = inner.command('list').option('--q <words>');
  list.addOption(new Option('--exercise <which>').choices(['include', 'only']).default('only'));
  list.option('--limit <count>', 'how many', () => {
    throw new InvalidArgumentError('no number');
  });
  inner.command('act').argument('<operation>').argument('<action>');
  inner.command('new').requiredOption('--role <role...>');
  return program;
};
const complaintOf = (words: readonly string[]): string => {
  const said: string[] = [];
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  expect(() => makeExample().parse(words, { from: 'user' })).toThrow(CommanderError);
  write.mockRestore();
  return said.join('').trim();
};

describe('What is wrong with a command line is said in the language of the terminal', () => {
  it.each([
    [['op', 'lst'], 'There is no command lst. Is it list?', "La commande lst n'existe pas. Est-ce list ?"],
    [['op', 'list', '--colour'], 'There is no option --colour.', "L'option --colour n'existe pas."],
    [['op', 'act', 'x'], 'action is missing.', 'action manque.'],
    [['op', 'list', '--q'], '--q <words> needs a value.', '--q <words> demande une valeur.'],
    [['op', 'new'], '--role <role...> is needed.', '--role <role...> est nécessaire.'],
    [
      ['op', 'list', '--exercise', 'no'],
      '--exercise <which> cannot be no: one of include, only is possible',
      '--exercise <which> ne peut être no : les valeurs possibles sont include, only',
    ],
    [
      ['op', 'list', '--limit', '0'],
      '--limit <count> cannot be 0: no number',
      '--limit <count> ne peut être 0 : no number',
    ],
    [
      ['op', 'act', '1', '2', '3'],
      '3 arguments are too many; 2 are expected.',
      '3 paramètres sont trop ; 2 sont attendus.',
    ],
  ])('%j', (words, english, french) => {
    expect(inLanguage('en', () => complaintOf(words))).toBe(english);
    expect(inLanguage('fr', () => complaintOf(words))).toBe(french);
  });

  it('what is not known is passed on', () => expect(usageError('error: something new')).toBe('error: something new'));
});

it('Help has no English word of the library in it where the terminal is French', () =>
  inLanguage('fr', () => {
    const list = makeExample().commands[0]!.commands[0]!;
    expect(makeExample().helpInformation()).toMatch(/Utilisation : .*Options :.*Commandes :/s);
    expect(list.helpInformation()).toMatch(/choix : "include", "only", par défaut : "only"/);
    for (const one of [makeExample(), list])
      expect(one.helpInformation()).not.toMatch(/Usage:|Options:|Commands:|display|default:|choices:/);
  }));
