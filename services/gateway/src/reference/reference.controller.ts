import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AllowRoles,
  NameField,
  OneOfField,
  PageQuery,
  Problem,
  RecordRoute,
  ROLES,
  TextField,
} from '@opsledger/platform';
import { ADMIN_LEVELS } from '@opsledger/kernel';
import { CODE_SCHEMES, maliGazetteer, type AdminLevel, type CodeScheme, type Place } from '@opsledger/reference';
import { PlaceSearch, type PlacePage } from './place-search.js';

export class PlacesQuery extends PageQuery {
  @NameField({
    description:
      'A name in any spelling. All places that have it are given; if none has, those that look like it, as suggestions.',
    max: 300,
    optional: true,
    example: 'Dangere Wotoro',
  })
  q?: string;
  @OneOfField({ description: 'Places with a code in this scheme.', values: CODE_SCHEMES, optional: true })
  scheme?: CodeScheme;
  @TextField({
    description: 'The code in that scheme. ML09 is Bamako in one and Taoudénit in another, so the scheme must be said.',
    max: 20,
    optional: true,
  })
  code?: string;
  @OneOfField({
    description: '0 country, 1 region, 2 cercle, 3 commune, 4 village; or a line, an area, a point.',
    values: ADMIN_LEVELS,
    optional: true,
  })
  adminLevel?: AdminLevel;
  @TextField({ description: 'Places directly in this one, by id.', max: 100, optional: true })
  parent?: string;
}

/** What the mission refers to and does not decide. The same for everyone who is signed in. */
@ApiTags('reference')
@Controller('v1/reference')
export class ReferenceController {
  constructor(private readonly search: PlaceSearch) {}

  @Get('places')
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'Find places by any spelling, by code, by level', answers: 'entries', schema: 'PlacePage' })
  places(@Query() { parent, ...query }: PlacesQuery): PlacePage {
    return this.search.page({ ...query, ...(parent !== undefined && { parentId: parent }) });
  }

  @Get('places/:id')
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'One place', answers: 'entry', schema: 'Place' })
  place(@Param('id') id: string): Place {
    const place = maliGazetteer.find(id);
    if (!place) throw new Problem(404, 'NOT_FOUND');
    return place;
  }
}
