import { serviceAddressesFrom } from './service-addresses.js';

const from = (SERVICES: string) => serviceAddressesFrom({ SERVICES });

it('names and addresses; an address without a name is one more process of the service before it', () =>
  expect(from('operations=http://a:3000, http://b:3000/,supplies=https://c')).toEqual([
    { name: 'operations', urls: ['http://a:3000', 'http://b:3000'] },
    { name: 'supplies', urls: ['https://c'] },
  ]));

it.each([
  '',
  'http://a:3000',
  'operations=',
  'operations=http://a/path',
  'operations=http://a,',
  'operations=http://a,operations=http://b',
  'operations=http://a,supplies=http://a',
])('"%s" is refused, and said', (services) => expect(() => from(services)).toThrow(/^SERVICES=/));
