import { makeGazetteer } from './gazetteer.js';
import { placeEntry } from './place-entry.js';

const town = (id: string, name: string, parent: string) =>
  placeEntry({ id, name, kind: 'town', parent: { id: parent, basis: 'letter' } });
const gazetteer = makeGazetteer(
  [
    town('x-north', 'Tessara', 'x'),
    town('x-south', 'Téssara', 'y'),
    placeEntry({ id: 'x-other', name: 'Ouro', kind: 'village', aliases: ['Tessara'] }),
    placeEntry({ id: 'x-long', name: 'Gourma-Rharous', kind: 'cercle' }),
    placeEntry({ id: 'x-short', name: 'Bla', kind: 'cercle' }),
  ],
  [{ name: 'Nowhere', note: 'Said once.' }],
);
const suggested = (name: string) => {
  const lookup = gazetteer.lookUp(name);
  return lookup.outcome === 'unknown' ? lookup.suggestions.map(({ spelling }) => spelling) : [lookup.outcome];
};

describe('A name that several places have', () => {
  it('gives all of them, whether it is their name or another spelling of it', () =>
    expect(gazetteer.lookUp('tessara')).toMatchObject({
      outcome: 'ambiguous',
      matches: [{ place: { id: 'x-north' } }, { place: { id: 'x-other' } }, { place: { id: 'x-south' } }],
    }));

  it('is the one that remains when more is known', () => {
    expect(gazetteer.lookUp('Tessara', { adminLevel: 4 })).toMatchObject({
      outcome: 'identified',
      match: { place: { id: 'x-other' }, spelling: 'Tessara' },
    });
    expect(gazetteer.lookUp('Tessara', { parentId: 'y' })).toMatchObject({ match: { place: { id: 'x-south' } } });
  });
});

describe('A name that no place has', () => {
  it.each([
    ['Gourma Rarous', ['Gourma-Rharous']],
    ['Gurma Rarous', ['Gourma-Rharous']],
    ['Gourm', ['Gourma-Rharous']],
    ['Tesara', ['Tessara', 'Tessara', 'Téssara']],
  ])('%s: suggests %j, and identifies none', (name, spellings) =>
    expect(suggested(name).toSorted()).toEqual(spellings),
  );

  it.each(['Blo', 'Go', 'Gorma Rarus', '', '-'])('%j: too unlike, nothing is suggested', (name) =>
    expect(suggested(name)).toEqual([]),
  );

  it('may be very long, and nothing is suggested', () => expect(suggested('x'.repeat(100_000))).toEqual([]));

  it('is not given the places that look like it when it is known to be unresolved', () => {
    expect(gazetteer.lookUp('NOWHERE')).toEqual({
      outcome: 'unresolved',
      name: { name: 'Nowhere', note: 'Said once.' },
    });
  });

  it('is suggested within the filter only', () =>
    expect(gazetteer.lookUp('Tesara', { adminLevel: 4 })).toMatchObject({
      suggestions: [{ place: { id: 'x-other' } }],
    }));
});

it('Ids are looked up as they are', () => {
  expect(gazetteer.find('x-long')?.name).toBe('Gourma-Rharous');
  for (const id of ['X-LONG', '', 'constructor', '__proto__']) expect(gazetteer.find(id)).toBeUndefined();
});
