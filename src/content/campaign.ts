/** data/campaign.yaml: name, areas, dates and numbers of the campaign (SOP L13; domain.md row 51). Called by load.ts. */
import { isDate, isTimezone } from './calendars.js';
import { fieldsOf, whole, wordList, words } from './fields.js';
import type { Fields } from './fields.js';
import { readPhone } from './phone.js';
import type { Report, Sources } from './sources.js';
import type { Campaign } from './types.js';
import { readYaml } from './yaml.js';
import type { YamlNode } from './yaml.js';

export type Areas = Campaign['areas'];

export interface CampaignFile extends Omit<Campaign, 'options'> {
  readonly timezone: string;
}

const KNOWN = ['name', 'timezone', 'areas', 'training_start', 'start', 'end', 'grace_days', 'helpline', 'whatsapp'];

export function readCampaign(sources: Sources, folder: string): CampaignFile | null {
  const { report } = sources;
  const root = readYaml(sources, folder, 'campaign.yaml');
  const fields = root === null ? null : fieldsOf(root, 'campaign', KNOWN, report);
  if (fields === null) return null;
  const timezone = words(fields.get('timezone'), 'timezone', report) ?? 'Africa/Maputo';
  if (!isTimezone(timezone)) report(fields.node.file, fields.get('timezone')?.line ?? null, `timezone: "${timezone}" is no time zone, as Africa/Maputo`);
  return {
    name: words(fields.need('name'), 'name', report) ?? '',
    timezone,
    areas: areasOf(fields.need('areas'), report),
    ...dates(fields, report),
    graceDays: whole(fields.need('grace_days'), 0, 60, 'grace_days', report) ?? 0,
    helpline: phone(fields.get('helpline'), report),
    whatsapp: phone(fields.get('whatsapp'), report),
  };
}

/** Null = no areas could be read, so nobody else is blamed for theirs. */
function areasOf(node: YamlNode | null, report: Report): Areas {
  if (node === null) return {};
  if (node.map === null) {
    report(node.file, node.line, 'areas: write a line for each province with the list of its districts');
    return {};
  }
  const owner = new Map<string, string>();
  return Object.fromEntries([...node.map].map(([province, child]) => {
    if (/[|/*]/u.test(province)) report(child.file, child.line, `areas: the name "${province}" may not hold | / or *`);
    const districts = wordList(child, `areas: ${province}`, report).map(({ text, line }) => {
      const other = owner.get(text);
      if (/[|/*]/u.test(text)) report(child.file, line, `areas: the name "${text}" may not hold | / or *`);
      if (other !== undefined && other !== province) report(child.file, line, `areas: the district "${text}" is also in ${other}: give each its own name`);
      owner.set(text, province);
      return text;
    });
    if (districts.length === 0) report(child.file, child.line, `areas: ${province} has no districts`);
    return [province, districts];
  }));
}

function dates(fields: Fields, report: Report): Pick<Campaign, 'trainingStart' | 'start' | 'end'> {
  const date = (name: string): string => {
    const node = fields.need(name);
    const text = node?.text ?? '';
    if (node !== null && !isDate(text)) report(node.file, node.line, `${name}: "${text}" is no date: write year-month-day, as 2026-09-15`);
    return isDate(text) ? text : '';
  };
  const read = { trainingStart: date('training_start'), start: date('start'), end: date('end') };
  const after = (later: string, name: string, earlier: string, before: string): void => {
    if (later !== '' && earlier !== '' && later < earlier) report(fields.node.file, fields.get(name)?.line ?? null, `${name}: ${later} is before ${before} ${earlier}`);
  };
  after(read.start, 'start', read.trainingStart, 'training_start');
  after(read.end, 'end', read.start, 'start');
  return read;
}

function phone(node: YamlNode | null, report: Report): string | null {
  if (node === null) return null;
  const read = readPhone(node.text ?? '');
  if ('phone' in read) return read.phone;
  report(node.file, node.line, read.fault);
  return null;
}

/** Whether `*`, `Tete` or `Tete/Moatize` is a place of the campaign; a fault's words if not. Unknown areas (null) blame nobody. */
export function areaFault(area: string, areas: Areas | null): string | null {
  if (area === '*' || areas === null || Object.keys(areas).length === 0) return null;
  const [province = '', district, ...rest] = area.split('/').map((part) => part.trim());
  const districts = Object.hasOwn(areas, province) ? areas[province] : undefined;
  if (districts === undefined) {
    const home = Object.entries(areas).find(([, names]) => names.includes(province))?.[0];
    return home === undefined ? `unknown province "${province}": known are ${Object.keys(areas).join(', ')}` : `"${province}" is a district: write ${home}/${province}`;
  }
  if (district === undefined) return null;
  if (rest.length > 0) return `"${area}" is no area: write *, Tete or Tete/Moatize`;
  return districts.includes(district) ? null : `unknown district "${district}" in ${province}: known are ${districts.join(', ')}`;
}
