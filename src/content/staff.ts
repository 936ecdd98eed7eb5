/** data/staff.csv: managers, executives, eGov and nodal officers (SOP L101-124), and local monitors who are not in the roster. Called by load.ts. */
import { areaFault } from './campaign.js';
import type { Areas } from './campaign.js';
import { readCsv } from './csv.js';
import type { Row } from './csv.js';
import { readPhone } from './phone.js';
import type { Sources } from './sources.js';
import type { Calendar, StaffMember } from './types.js';

const COLUMNS = ['name', 'phone', 'role', 'areas', 'languages', 'shift'];
const ROLES = ['manager', 'executive', 'egov_onsite', 'l3', 'nodal', 'monitor'] as const;
const LANGUAGES = ['pt', 'en'] as const;

export function readStaff(sources: Sources, folder: string, areas: Areas | null, calendars: Readonly<Record<string, Calendar>> | null): readonly StaffMember[] {
  const table = readCsv(sources, folder, 'staff.csv', COLUMNS);
  if (table === null) return [];
  const phones = new Map<string, number>();
  const names = new Map<string, number>();
  const staff = table.rows.flatMap((row): StaffMember[] => {
    const name = needed(row, 'name');
    const phone = phoneOf(row, 'phone');
    const role = ROLES.find((each) => each === row.cell('role'));
    if (role === undefined) row.fault(`unknown role "${row.cell('role')}": known are ${ROLES.join(', ')}`);
    const languages = row.list('languages').flatMap((word) => {
      const known = LANGUAGES.find((each) => each === word);
      if (known === undefined) row.fault(`unknown language "${word}": known are ${LANGUAGES.join(', ')}`);
      return known === undefined ? [] : [known];
    });
    if (row.list('languages').length === 0) row.fault('has no language: write pt, en or pt|en');
    const places = areasOf(row, areas);
    const shift = needed(row, 'shift');
    if (shift !== null) knownCalendar(row, shift, calendars);
    if (name !== null) once(names, name.toLowerCase(), row, `the name "${name}"`);
    if (phone !== null) once(phones, phone, row, `the phone ${phone}`);
    return name === null || phone === null || role === undefined || shift === null ? [] : [{ name, phone, role, areas: places, languages, shift }];
  });
  if (!table.rows.some((row) => row.cell('role') === 'manager')) sources.report(table.name, null, 'has nobody with role manager: somebody must have all open tickets');
  return staff;
}

/** A cell that may not be empty. */
export function needed(row: Row, column: string): string | null {
  const text = row.cell(column);
  if (text === '') row.fault(`"${column}" is empty`);
  return text === '' ? null : text;
}

export function phoneOf(row: Row, column: string): string | null {
  const text = needed(row, column);
  if (text === null) return null;
  const read = readPhone(text);
  if ('fault' in read) row.fault(`${column}: ${read.fault}`);
  return 'phone' in read ? read.phone : null;
}

export function areasOf(row: Row, areas: Areas | null): readonly string[] {
  const places = row.list('areas');
  if (places.length === 0) row.fault('"areas" is empty: write *, Tete or Tete/Moatize, several with | between');
  return places.map((place) => {
    const fault = areaFault(place, areas);
    if (fault !== null) row.fault(fault);
    return place.split('/').map((part) => part.trim()).join('/');
  });
}

export function knownCalendar(row: Row, name: string, calendars: Readonly<Record<string, Calendar>> | null): void {
  if (calendars !== null && !Object.hasOwn(calendars, name)) row.fault(`unknown calendar "${name}": calendars.yaml has ${Object.keys(calendars).join(', ')}`);
}

/** Each value in one row only. */
export function once(seen: Map<string, number>, value: string, row: Row, what: string): void {
  const line = seen.get(value);
  if (line === undefined) seen.set(value, row.line);
  else row.fault(`${what} is in line ${line} already`);
}
