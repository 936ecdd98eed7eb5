/** The data folder of the rehearsal: the shipped catalogues with a roster of 1,600 teams under 320 local monitors in Tete and Gaza, and a four-day campaign. Made anew for each run. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify as csv } from 'csv-stringify/sync';
import { parse, stringify } from 'yaml';

export interface Team {
  readonly phone: string;
  readonly name: string;
  readonly role: 'registador' | 'distribuidor';
  readonly province: string;
  readonly district: string;
  readonly monitor: string;
}
export interface Monitor {
  readonly phone: string;
  readonly name: string;
  readonly province: string;
  readonly district: string;
}
export interface Field {
  readonly dataDir: string;
  readonly teams: readonly Team[];
  readonly monitors: readonly Monitor[];
}

const TEAMS_A_MONITOR = 5;
const FIRST = ['Abel', 'Adélia', 'Bento', 'Carla', 'Dário', 'Elsa', 'Fátima', 'Gildo', 'Helena', 'Inácio', 'Joana', 'Lurdes', 'Mateus', 'Nélia', 'Odete', 'Paulo', 'Rosa', 'Samuel', 'Teresa', 'Zeca'];
const LAST = ['Banda', 'Chirwa', 'Fumo', 'Jossai', 'Lampião', 'Macuácua', 'Nhampossa', 'Phiri', 'Semente', 'Tembo', 'Zulo'];

const named = (at: number): string => `${FIRST[at % FIRST.length]} ${LAST[Math.floor(at / FIRST.length) % LAST.length]}`;

/** @param day ISO date of the first day @param days whole days */
export function fieldOf(root: string, folder: string, size: { readonly teams: number; readonly day: string; readonly end: string; readonly training: string }): Field {
  const dataDir = join(folder, 'data');
  cpSync(join(root, 'data'), dataDir, { recursive: true, filter: (file) => !file.startsWith(join(root, 'data', 'var')) });
  const file = join(dataDir, 'campaign.yaml');
  const campaign = parse(readFileSync(file, 'utf8')) as { areas: Record<string, readonly string[]> };
  writeFileSync(file, stringify({ ...campaign, name: 'Ensaio geral', training_start: size.training, start: size.day, end: size.end }));
  const places = Object.entries(campaign.areas).flatMap(([province, districts]) => districts.map((district) => ({ province, district })));
  const monitors: Monitor[] = [];
  const teams: Team[] = [];
  for (let at = 0; at * TEAMS_A_MONITOR < size.teams; at += 1) {
    const place = places[at % places.length] ?? { province: 'Tete', district: 'Moatize' };
    const monitor: Monitor = { phone: `+25884131${String(at).padStart(4, '0')}`, name: `${named(at)} Monitor`, ...place };
    monitors.push(monitor);
    for (let each = 0; each < TEAMS_A_MONITOR && teams.length < size.teams; each += 1) {
      const index = teams.length;
      teams.push({ phone: `+25884130${String(index).padStart(4, '0')}`, name: named(index), role: each % 2 === 0 ? 'registador' : 'distribuidor', ...place, monitor: monitor.phone });
    }
  }
  const rows = [
    ...monitors.map(({ phone, name, province, district }, at) => ({ phone, name, role: 'monitor', province, district, monitor_phone: '', group: `${district} ${at}` })),
    ...teams.map(({ phone, name, role, province, district, monitor }) => ({ phone, name, role, province, district, monitor_phone: monitor, group: '' })),
  ];
  writeFileSync(join(dataDir, 'roster.csv'), csv(rows, { header: true, columns: ['phone', 'name', 'role', 'province', 'district', 'monitor_phone', 'group'] }));
  return { dataDir, teams, monitors };
}
