import { envelope, type EventContract, type JsonSchema, type ServiceContract } from '@opsledger/contracts';

/** `docs/events.md`: what is published, for people who read the feed or a topic and not our sources. */
export const eventCatalogue = (services: readonly ServiceContract[]): string =>
  [
    '# Events',
    'Written from `libs/contracts` by `npm run docs:events`; do not edit. A type of event never changes: another shape is a new ' +
      'version beside the old one, and both stay readable. Other systems read events at `GET /v1/events`; topics are declared here ' +
      'for the distributed profile, which does not exist yet.',
    table(
      ['type', 'what it says'],
      services.flatMap(({ events }) => events.map(({ type, summary }) => [link(type), summary])),
    ),
    '## Envelope',
    'CloudEvents 1.0 in JSON. Where the reader is not cleared for an event, `opsledger.withheld.v1` stands at its position, with ' +
      '`specversion`, `id`, `source`, `type`, `subject` and `position` alone. Positions have no holes, so that a reader can tell ' +
      'loss from privacy.',
    memberTable(envelope),
    ...services.flatMap(serviceSection),
  ].join('\n\n') + '\n';

const serviceSection = ({ service, topics, events }: ServiceContract): readonly string[] => [
  `## Service \`${service}\``,
  table(
    ['topic', 'readers', 'key'],
    topics.map(({ name, audience, key }) => [code(name), READERS[audience], code(key)]),
  ),
  ...events.flatMap((event) => eventSection(event, service)),
];

const READERS = {
  internal: 'services of Opsledger',
  public: 'other systems; what is not UNCLASSIFIED is withheld',
} as const;

const eventSection = ({ type, summary, data, samples }: EventContract, service: string): readonly string[] => [
  `### ${type}`,
  summary,
  `Owner: ${code(service)}. Version: ${versionOf(type)}.`,
  memberTable(data),
  ['<details>', '<summary>Sample</summary>'].join('\n'),
  ['```json', JSON.stringify(samples[0], null, 2), '```'].join('\n'),
  '</details>',
];

const versionOf = (type: string): string => type.slice(type.lastIndexOf('.v') + 2);

type Shape = Readonly<{
  type?: string;
  description?: string;
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  items?: JsonSchema;
  enum?: readonly unknown[];
  pattern?: string;
  maxLength?: number;
  minimum?: number;
}>;

const memberTable = (schema: JsonSchema): string =>
  table(['member', 'type', 'required', 'description'], membersOf(schema));

/** A row for each member, and below it those of the object or of the items that it holds. */
const membersOf = (schema: JsonSchema, path = ''): readonly (readonly string[])[] => {
  const { properties = {}, required = [] } = schema as Shape;
  return Object.entries(properties).flatMap(([name, member]) => {
    const { description = '', items } = member as Shape;
    const row = [code(`${path}${name}`), typeOf(member), required.includes(name) ? 'yes' : 'no', description];
    return [row, ...membersOf(items ?? member, `${path}${name}${items ? '[]' : ''}.`)];
  });
};

const typeOf = (schema: JsonSchema): string => {
  const { type = 'any', enum: values, items, pattern, maxLength, minimum } = schema as Shape;
  if (values) return values.map((value) => code(JSON.stringify(value))).join(', ');
  if (items) return `list of ${typeOf(items)}`;
  if (pattern !== undefined) return `string like ${code(pattern)}`;
  if (maxLength !== undefined) return `string, at most ${maxLength} characters`;
  return minimum === undefined ? type : `${type} from ${minimum}`;
};

const code = (text: string): string => `\`${text}\``;
const link = (heading: string): string => `[${heading}](#${heading.replaceAll('.', '')})`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
