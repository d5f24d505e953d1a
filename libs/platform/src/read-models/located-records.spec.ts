import type { GeoRef } from '@opsledger/kernel';
import { isWithin } from './located-records.js';

const called = (asStated: string, placeId?: string): GeoRef => ({
  asStated,
  ...(placeId !== undefined && { placeId }),
});

it.each<[string, GeoRef, GeoRef]>([
  ['itself, in any spelling', called('Menaka Region'), called('Ménaka Region')],
  ['what lies in it', called('Inekar'), called('Ménaka Region')],
  ['whichever of several places is meant', called('Gao'), called('Gao Region')],
  ['what the place says by id', called('at the ford', 'ml-inekar'), called('Ménaka Region')],
  ['what comes after a word of place', called('near Inekar, Ménaka Region'), called('Ménaka Region')],
  ['what nobody knows, in the same words', called('Sector East'), called('sector east')],
  ['what several are called, in the same words', called('Sikasso'), called('Sikasso')],
])('A place is in an area: %s', (_, place, area) => expect(isWithin(place, area)).toBe(true));

it.each<[string, GeoRef, GeoRef]>([
  ['elsewhere', called('Timbuktu'), called('Gao Region')],
  ['of a region nobody knows in which cercle', called('Ménaka Region'), called('Inekar', 'ml-inekar-cercle')],
  ['where one of the places that may be meant is not in it', called('Gao'), called('Gao', 'ml-gao-town')],
  ['what nobody knows', called('Sector East'), called('Gao Region')],
  ['the cercle of a region, where a region of its own is called so, too', called('Bandiagara'), called('Mopti Region')],
  ['an id that is not there', called('Gao', 'ml-nowhere'), called('Gao Region')],
])('A place is not in an area: %s', (_, place, area) => expect(isWithin(place, area)).toBe(false));
