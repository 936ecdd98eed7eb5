/** data/roster.csv: field workers and local monitors, so that nobody on it is asked who he is (SOP L47; domain.md row 17). Called by load.ts. */
import { areaFault } from './campaign.js';
import type { Areas } from './campaign.js';
import { readCsv } from './csv.js';
import type { Row } from './csv.js';
import type { Sources } from './sources.js';
import { needed, once, phoneOf } from './staff.js';
import type { RosterEntry, StaffMember } from './types.js';

const COLUMNS = ['phone', 'name', 'role', 'province', 'district', 'monitor_phone', 'group'];

/** @param roles null where options.yaml could not be read: then roles are not checked @param staff a local monitor may also stand in staff.csv */
export function readRoster(sources: Sources, folder: string, areas: Areas | null, roles: readonly string[] | null, staff: readonly StaffMember[]): ReadonlyMap<string, RosterEntry> {
  const table = readCsv(sources, folder, 'roster.csv', COLUMNS);
  const roster = new Map<string, RosterEntry>();
  if (table === null) return roster;
  const seen = new Map<string, number>();
  /** By their digits alone: a monitor whose own row has a fault is not missing as well. */
  const monitors = new Set([
    ...table.rows.filter((row) => row.cell('role') === 'monitor').map((row) => `+${row.cell('phone').replace(/\D/gu, '')}`), ...staff.filter((each) => each.role === 'monitor').map((each) => each.phone),
  ]);
  for (const row of table.rows) {
    const entry = entryOf(row, areas, roles);
    if (entry === null) continue;
    once(seen, entry.phone, row, `the phone ${entry.phone}`);
    if (entry.monitorPhone !== null && !monitors.has(entry.monitorPhone)) row.fault(`monitor_phone: ${entry.monitorPhone} is nobody with role monitor in this file or in staff.csv`);
    if (!roster.has(entry.phone)) roster.set(entry.phone, entry);
  }
  return roster;
}

function entryOf(row: Row, areas: Areas | null, roles: readonly string[] | null): RosterEntry | null {
  const phone = phoneOf(row, 'phone');
  const name = needed(row, 'name');
  const role = needed(row, 'role');
  if (role !== null && roles !== null && !roles.includes(role)) row.fault(`unknown role "${role}": known are ${roles.join(', ')}`);
  const province = needed(row, 'province');
  const district = needed(row, 'district');
  const place = province === null || district === null ? null : areaFault(`${province}/${district}`, areas);
  if (place !== null) row.fault(place);
  const monitorPhone = row.cell('monitor_phone') === '' ? null : phoneOf(row, 'monitor_phone');
  if (phone === null || name === null || role === null || province === null || district === null) return null;
  return { phone, name, role, province, district, monitorPhone, group: row.cell('group') || null };
}
