import { InvalidArgumentError, Option, type Command } from 'commander';
import { text, type TextKey } from './texts.js';

export const MOST = 999_999_999_999_999;

/** A whole number from `min` to `max`. */
export const wholeNumber =
  (min: number, max: number) =>
  (given: string): number => {
    if (/^\d{1,15}$/.test(given) && Number(given) >= min && Number(given) <= max) return Number(given);
    throw new InvalidArgumentError(text('NOT_A_WHOLE_NUMBER', { given, min, max }));
  };

/** How a parameter of the API's queries is given at the terminal. Which values it takes is for the API to say, but for few. */
type Given = Readonly<{
  flags: string;
  says: TextKey;
  choices?: readonly string[];
  /** Whole numbers, from and to. */
  range?: readonly [min: number, max: number];
  /** Takes `true` and `false`, and is `true` when nothing is said. */
  isYesOrNo?: true;
}>;

/** Parameters of the lists of the API, under the names that they have there. */
export const FILTERS = {
  asOf: { flags: '--as-of <instant>', says: 'AS_OF' },
  validAt: { flags: '--valid-at <instant>', says: 'VALID_AT' },
  position: { flags: '--position <position>', says: 'POSITION', range: [0, MOST] },
  exercise: { flags: '--exercise <which>', says: 'EXERCISE', choices: ['include', 'only'] },
  state: { flags: '--state <states>', says: 'OP_STATE' },
  type: { flags: '--type <types>', says: 'OP_TYPE' },
  kind: { flags: '--kind <kinds>', says: 'OP_TYPE' },
  patrolKind: { flags: '--patrol-kind <kind>', says: 'PATROL_KIND' },
  timeOfDay: { flags: '--time-of-day <times>', says: 'TIME_OF_DAY' },
  operation: { flags: '--operation <operation>', says: 'OF_OPERATION' },
  unit: { flags: '--unit <id>', says: 'OF_UNIT' },
  sector: { flags: '--sector <sector>', says: 'OP_SECTOR' },
  notDone: { flags: '--not-done [which]', says: 'NOT_DONE', isYesOrNo: true },
  reason: { flags: '--reason <reasons>', says: 'FOR_REASONS' },
  accessBy: { flags: '--access-by <means>', says: 'ACCESS_BY' },
  quarantined: { flags: '--quarantined [which]', says: 'QUARANTINED', isYesOrNo: true },
  place: { flags: '--place <place>', says: 'OP_PLACE' },
  near: { flags: '--near <point>', says: 'OP_NEAR' },
  radiusM: { flags: '--radius <metres>', says: 'OP_RADIUS', range: [1, 2_000_000] },
  bbox: { flags: '--bbox <box>', says: 'OP_BBOX' },
  during: { flags: '--during <edtf>', says: 'OP_DURING' },
  q: { flags: '--q <words>', says: 'OP_Q' },
  day: { flags: '--day <day>', says: 'OF_DAY' },
  since: { flags: '--since <instant>', says: 'ADDED_SINCE' },
  level: { flags: '--level <level>', says: 'PLACE_LEVEL' },
  scheme: { flags: '--scheme <scheme>', says: 'CODE_SCHEME' },
  code: { flags: '--code <code>', says: 'PLACE_CODE' },
  adminLevel: { flags: '--admin-level <level>', says: 'OF_ADMIN_LEVEL' },
  parent: { flags: '--parent <place>', says: 'IN_PLACE' },
  sort: { flags: '--sort <member>', says: 'OP_SORT' },
  limit: { flags: '--limit <count>', says: 'LIMIT', range: [1, 500] },
} as const satisfies Readonly<Record<string, Given>>;
export type Filter = keyof typeof FILTERS;

/** What was given at the terminal, under the names of the options. */
export type GivenFilters = Readonly<Partial<Record<string, string | number>>>;

const optionOf = (filter: Filter): Option => {
  const { flags, says, choices, range, isYesOrNo }: Given = FILTERS[filter];
  const option = new Option(flags, text(says));
  if (choices) option.choices(choices);
  if (isYesOrNo) option.choices(['true', 'false']).preset('true');
  return range ? option.argParser(wholeNumber(...range)) : option;
};

/** The command with an option for each filter, in their order. */
export const filteredBy = (command: Command, filters: readonly Filter[], sorts: readonly string[] = []): Command => {
  for (const filter of filters) {
    const option = optionOf(filter);
    command.addOption(filter === 'sort' ? option.choices(sorts.flatMap((member) => [member, `-${member}`])) : option);
  }
  return command;
};

const NAMES: ReadonlyMap<string, string> = new Map(
  (Object.keys(FILTERS) as Filter[]).map((filter) => [optionOf(filter).attributeName(), filter]),
);

/** The query of the API that asks for what was given; what is no filter keeps its name. */
export const queryOf = (given: Readonly<Record<string, unknown>>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given))
    if (value !== undefined) query.set(NAMES.get(name) ?? name, String(value));
  return query.toString();
};
