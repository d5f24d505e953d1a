import { calledBy } from './operations.js';

it.each([
  ['an operation by its name', { name: 'Heron', kind: 'patrol' }, 'Heron'],
  [
    'a standby by its team, not by where it waits',
    { team: 'Investigation team', place: { asStated: 'Mopti' } },
    'Investigation team',
  ],
  ['a base without a name by its place', { place: { asStated: 'Ogossogou' } }, 'Ogossogou'],
  ['an activity without a title by its kind', { kind: 'patrol' }, 'patrol'],
  ['who reports by that', { reporter: 'Sector East', sector: 'East' }, 'Sector East'],
  ['a priority area by the area', { area: { asStated: 'Gao Region' } }, 'Gao Region'],
])('People call %s', (_, record, name) => expect(calledBy(record)).toBe(name));
