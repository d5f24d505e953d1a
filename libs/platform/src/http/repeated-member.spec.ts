import * as fc from 'fast-check';
import { parseJsonText } from './body-parser.js';
import { pointerStep } from './json-pointer.js';
import { repeatedMember } from './repeated-member.js';

it.each([
  ['{"a":1,"a":2}', '/a'],
  ['{"a":1,"b":[{"c":1},{"d":{"e":1,"f":[],"e":null}}]}', '/b/1/d/e'],
  ['{"name":"a","n\\u0061me":"b"}', '/name'],
  ['[1,[{"":0 , "" :1}]]', '/1/0/'],
  ['{"a":{"a":1},"b":{"a":1},"a":1}', '/a'],
  ['{"say \\"x\\":":1,"say \\"x\\":":2}', '/say "x":'],
  ['{"__proto__":1,"__proto__":2}', '/__proto__'],
  ['{"a/b":[{"~1":1,"~1":2}]}', '/a~1b/0/~01'],
])('In %s a member stands twice: %s', (json, pointer) => expect(repeatedMember(json)).toBe(pointer));

it('Names in texts, and the same names in other objects, are no repetition', () => {
  for (const json of [
    '{"a":"{\\"a\\":1,\\"a\\":2}","b":{"a":1}}',
    '[{"a":1},{"a":1}]',
    '"a:a"',
    '{"a":"\\\\","b":":"}',
    '7',
  ])
    expect([json, repeatedMember(json)]).toEqual([json, undefined]);
});

it('Whatever has been made of values has no member twice, and has once a name is put there again', () =>
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { minKeys: 1 }), (value) => {
      const json = JSON.stringify(value);
      const [name] = Object.keys(value);
      expect(repeatedMember(json)).toBeUndefined();
      expect(repeatedMember(`${json.slice(0, -1)},${JSON.stringify(name)}:0}`)).toBe(pointerStep(name!));
    }),
  ));

it('A large text takes time in proportion to its length, and no stack', () => {
  const deep = `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`;
  expect(repeatedMember(deep)).toBeUndefined();
  expect(repeatedMember(JSON.stringify({ a: '\\"'.repeat(1_000_000) }))).toBeUndefined();
});

it('What reaches into prototypes is pointed at as RFC 6901 writes it', () =>
  expect(() => parseJsonText('{"a/b":{"~":{"__proto__":1}}}')).toThrow(
    expect.objectContaining({
      options: expect.objectContaining({ errors: [{ pointer: '/a~1b/~0/__proto__', code: 'FIELD_IS_UNKNOWN' }] }),
    }),
  ));
