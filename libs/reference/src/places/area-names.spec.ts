import { liesIn, namesOfPlaces } from './area-names.js';
import { maliGazetteer } from './mali-gazetteer.js';

const identified = (name: string) => {
  const found = maliGazetteer.lookUp(name);
  if (found.outcome !== 'identified') throw new Error(`${name} is ${found.outcome}`);
  return found.match.place;
};

describe('Names of places', () => {
  it('are those that stand for the place alone, in the form in which names compare', () => {
    const koro = identified('Koro Cercle');
    const names = namesOfPlaces(maliGazetteer, (place) => place.id === koro.id);
    expect(names).toEqual(expect.arrayContaining(['koro cercle', 'cercle de koro']));
    for (const name of names) expect(maliGazetteer.lookUp(name)).toMatchObject({ outcome: 'identified' });
  });

  it('leave out what several places are called', () => {
    const bandiagaras = maliGazetteer.list().filter(({ name }) => name === 'Bandiagara');
    expect(bandiagaras.length).toBeGreaterThan(1);
    for (const { id } of bandiagaras)
      expect(namesOfPlaces(maliGazetteer, (place) => place.id === id)).not.toContain('bandiagara');
  });
});

it('A place lies in itself and in what its parents lie in', () => {
  const [koro, mopti, gao] = ['Koro Cercle', 'Mopti Region', 'Gao Region'].map(identified);
  expect([koro, mopti, gao].map((place) => liesIn(maliGazetteer, koro!, place!))).toEqual([true, true, false]);
});
