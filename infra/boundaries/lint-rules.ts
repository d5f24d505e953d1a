import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Restriction = Readonly<{
  name?: string;
  object?: string;
  property?: string;
  importNames?: readonly string[];
  message?: string;
}>;
type Option = Restriction | Readonly<Record<'paths' | 'patterns', readonly Restriction[]>>;
type Setting = string | readonly [severity: string, ...options: readonly Option[]];
type Section = Readonly<{ rules: Readonly<Record<string, Setting>> }>;
type Configuration = Section &
  Readonly<{ categories: Readonly<Record<string, string>>; overrides: readonly Section[] }>;

const text = readFileSync(join(__dirname, '../../.oxlintrc.json'), 'utf8');
const configuration = JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, '')) as Configuration;
const rules = [configuration, ...configuration.overrides]
  .flatMap((section) => Object.entries(section.rules))
  .filter(([, setting]) => setting !== 'off');
const restricts = (rule: string): boolean => rule.startsWith('no-restricted-');

/** `promise/always-return` is `promise(always-return)` in a finding. */
const codeOf = (rule: string): string => `${rule.includes('/') ? rule.replace('/', '(') : `eslint(${rule}`})`;

/** Every name that the configuration forbids, each a rule of its own, with what it says to whoever uses the name. */
export const RESTRICTIONS = rules
  .filter(([rule]) => restricts(rule))
  .flatMap(([rule, setting]) =>
    (setting.slice(1) as readonly Option[])
      .flatMap((option) => ('paths' in option ? Object.values(option).flat() : [option]))
      .flatMap(({ name, object, property, importNames = [name ?? `${object}.${property}`], message }) =>
        importNames.map((restricted) => ({ rule: `${codeOf(rule)} ${restricted}`, message })),
      ),
  );

/** Of a category, which turns on many rules of oxlint's own, one rule stands for all. */
const ONE_RULE_OF: Readonly<Record<string, string>> = {
  correctness: 'eslint(no-debugger)',
  suspicious: 'eslint(no-extend-native)',
};

export const LINT_RULES: readonly string[] = [
  ...RESTRICTIONS.map(({ rule }) => rule),
  ...rules.filter(([rule]) => !restricts(rule)).map(([rule]) => codeOf(rule)),
  ...Object.keys(configuration.categories).map((category) => ONE_RULE_OF[category] ?? category),
];
