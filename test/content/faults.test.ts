/** Promise 6: what is wrong in a catalogue is found with its file and line, before people meet it. One thing broken per case. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyCampaign } from './campaign-copy.js';
import type { Copy } from './campaign-copy.js';

let copy: Copy;
beforeEach(() => { copy = copyCampaign(); });
afterEach(() => copy.end());

/** file, what stands there, what is put in its place, words of the line of the fault (null = the file as a whole), words of the message. */
type Case = readonly [file: string, old: string, fresh: string, at: string | number | null, message: RegExp];

const STAFF = 'data/staff.csv';
const ROSTER = 'data/roster.csv';
const NMCP = 'data/nmcp-contacts.csv';
const CAMPAIGN = 'data/campaign.yaml';
const CALENDARS = 'data/calendars.yaml';
const OPTIONS = 'data/options.yaml';
const TYPES = 'data/types.yaml';
const FAQ = 'data/faq.yaml';
const TEMPLATES = 'data/templates.yaml';
const PT = 'locales/pt/question.json';
const EN = 'locales/en/question.json';
const TRAINING = 'data/training/example.csv';

const CASES: readonly Case[] = [
  // Phone numbers, as Excel and people write them.
  [STAFF, '+258861230003', '258861230003', 'Carla', /phone: "258861230003" has lost its \+ .* write \+258861230003/u],
  [STAFF, '+258861230003', '2.58861E+11', 'Carla', /Excel makes of a long number, and its digits are lost/u],
  [STAFF, '+258861230003', '"2,58861E+11"', 'Carla', /Excel makes of a long number/u],
  [STAFF, '+258861230003', '00258861230003', 'Carla', /begins with 00: write \+ in its place, \+258861230003/u],
  [STAFF, '+258861230003', '861230003', 'Carla', /has no country code/u],
  [STAFF, '+258861230003', '919812340001', 'Carla', /no \+ and country code/u],
  [STAFF, '+258861230003', "'+258861230003", 'Carla', /mark of the spreadsheet/u],
  [STAFF, '+258861230003', '+25886123', 'Carla', /is no valid phone number/u],
  [STAFF, '+258861230003', '+999861230003', 'Carla', /is no valid phone number/u],
  [STAFF, '+258861230003', 'Carla', 'Carla Exemplo', /is no phone number/u],
  [STAFF, '+258861230003', '', 'Carla', /"phone" is empty/u],
  // Staff.
  [STAFF, '+258861230004', '+258861230003', 'Daniel', /the phone \+258861230003 is in line 6 already/u],
  [STAFF, 'Daniel Exemplo', 'carla exemplo', 'carla exemplo', /the name "carla exemplo" is in line 6 already/u],
  [STAFF, 'executive,*,pt,day', 'boss,*,pt,day', 'Carla', /unknown role "boss": known are manager, executive/u],
  [STAFF, '003,executive,*', '003,executive,Niassa', 'Carla', /unknown province "Niassa": known are Tete, Gaza/u],
  [STAFF, '003,executive,*', '003,executive,Moatize', 'Carla', /"Moatize" is a district: write Tete\/Moatize/u],
  [STAFF, '003,executive,*', '003,executive,Tete|Gaza/Zumbo', 'Carla', /unknown district "Zumbo" in Gaza/u],
  [STAFF, '003,executive,*', '003,executive,', 'Carla', /"areas" is empty/u],
  [STAFF, 'executive,*,pt,day', 'executive,*,pt|fr,day', 'Carla', /unknown language "fr"/u],
  [STAFF, 'executive,*,pt,day', 'executive,*,,day', 'Carla', /has no language/u],
  [STAFF, 'executive,*,pt,day', 'executive,*,pt,tarde', 'Carla', /unknown calendar "tarde": calendars.yaml has helpdesk, india/u],
  [STAFF, 'executive,*,pt,day', 'executive,*,pt,day,more', 'Carla', /has 7 cells, the header names 6/u],
  [STAFF, 'name,phone,role,', 'name,phone,title,', 3, /unknown column "title": known are name, phone, role/u],
  [STAFF, 'name,phone,role,', 'name,phone,title,', 3, /missing column "role"/u],
  [STAFF, 'name,phone,role,', 'name,phone,phone,', 3, /the column "phone" is there twice/u],
  [STAFF, 'Carla Exemplo', '"Carla Exemplo', 'Carla', /a quote is opened here and never closed/u],
  [STAFF, 'Carla Exemplo', '"Carla" Exemplo', 'Carla', /something follows a closed quote/u],
  // Roster.
  [ROSTER, '+258841230002,', '+258841230001,', 5, /the phone \+258841230001 is in line 4 already/u],
  [ROSTER, 'registador,Tete', 'pedreiro,Tete', 4, /unknown role "pedreiro": known are registador/u],
  [ROSTER, 'registador,Tete,Moatize', 'registador,Tete,Moatise', 4, /unknown district "Moatise" in Tete/u],
  [ROSTER, 'registador,Tete,Moatize', 'registador,,Moatize', 4, /"province" is empty/u],
  [ROSTER, 'Moatize,+258841230004', 'Moatize,+258841230001', 4, /monitor_phone: \+258841230001 is nobody with role monitor/u],
  [ROSTER, 'Moatize,+258841230004', 'Moatize,258841230004', 4, /monitor_phone: "258841230004" has lost its \+/u],
  // NMCP contacts.
  [NMCP, 'stock|transport,Tete/Moatize', 'stock|trucks,Tete/Moatize', 'Noé', /unknown topic "trucks": known are \*, stock/u],
  [NMCP, 'Tete/Moatize,nmcp,1', 'Tete/Moatize,nmcp,first', 'Noé', /order: "first" is no whole number/u],
  [NMCP, 'Tete/Moatize,nmcp,1', 'Tete/Moatize,noite,1', 'Noé', /unknown calendar "noite"/u],
  // Campaign.
  [CAMPAIGN, 'end: 2027-12-31', 'end: 2026-01-31', 'end: 2026', /end: 2026-01-31 is before start 2026-09-15/u],
  [CAMPAIGN, 'start: 2026-09-15', 'start: 2026-08-15', 'start: 2026-08-15', /start: 2026-08-15 is before training_start 2026-09-01/u],
  [CAMPAIGN, 'start: 2026-09-15', 'start: 15/09/2026', 'start: 15', /"15\/09\/2026" is no date: write year-month-day/u],
  [CAMPAIGN, 'start: 2026-09-15', 'start: 2026-02-30', 'start: 2026-02', /"2026-02-30" is no date/u],
  [CAMPAIGN, 'grace_days: 7', 'grace_days: some', 'grace_days', /grace_days is "some": it must be a whole number/u],
  [CAMPAIGN, 'grace_days: 7', 'gracedays: 7', 'gracedays', /unknown field "gracedays"/u],
  [CAMPAIGN, '"+25825230000"', '25825230000', 'helpline', /has lost its \+/u],
  [CAMPAIGN, '    - Angónia', '\t- Angónia', '\t- Ang', /tab/u],
  [CAMPAIGN, 'Africa/Maputo', 'Africa/Nampula', 'timezone', /"Africa\/Nampula" is no time zone/u],
  // Calendars.
  [CALENDARS, 'daily: "08:00-23:00"', 'daily: "8h-23h"', '8h-23h', /"8h-23h" is no window of time/u],
  [CALENDARS, 'daily: "08:00-23:00"', 'daily: "08:00-25:00"', '25:00', /is no window of time/u],
  [CALENDARS, 'daily: "08:00-23:00"', 'daily: ["08:00-13:00", "12:00-18:00"]', '12:00-18:00', /"12:00-18:00" overlaps another window/u],
  [CALENDARS, 'daily: "10:00-02:30"', 'dayly: "10:00-02:30"', 'dayly', /unknown day "dayly": known are daily/u],
  [CALENDARS, 'Asia/Kolkata', 'Asia/Bombai', 'Bombai', /"Asia\/Bombai" is no time zone/u],
  [CALENDARS, '2026-12-25: "10', '2026-13-25: "10', '2026-13', /"2026-13-25" is no date/u],
  // Options.
  [OPTIONS, 'redirect: redirect+ticket', 'redirect: forward', 'redirect: forward', /redirect is "forward": it must be one of redirect, redirect\+count/u],
  [OPTIONS, 'missed_call: write', 'missed_call: sms', 'missed_call: sms', /must be one of call, write, none/u],
  [OPTIONS, 'speech: false', 'speech: talvez', 'speech', /one of true, false/u],
  [OPTIONS, 'desk_calendar: helpdesk', 'desk_calendar: mesa', 'desk_calendar', /unknown calendar "mesa"/u],
  [OPTIONS, 'district: { low: high, ', 'district: { low: urgent, ', 'district: { low', /is "urgent": it must be one of low, medium, high, critical/u],
  // Types.
  [TYPES, '  login:\n', '  signin:\n', 'signin', /unknown field "signin": known are login, sync/u],
  [TYPES, 'category: process', 'category: how_to', 'how_to', /type "app_usage": category is "how_to": it must be one of technical/u],
  [TYPES, '    level: NMCP', '    level: L2', '    route: nmcp', /level NMCP and route nmcp go together/u],
  [TYPES, 'faq: [sync_steps,', 'faq: [sync_stairs,', 'sync_stairs', /type "sync": unknown FAQ "sync_stairs"/u],
  [TYPES, 'critical: 20 }', 'critical: 2000 }', 'first_answer: { low: 240', /more urgent must not wait longer/u],
  [TYPES, 'slot: pending', 'slot: waiting', 'slot: waiting', /the text "question.waiting" is missing in locales\/(pt|en)\/question.json/u],
  [TYPES, 'slot: pending', 'slot: password', 'slot: password', /passwords are never asked for/u],
  [TYPES, 'choices: [broken, ', 'choices: [drowned, ', 'drowned', /the text "question.option.drowned" is missing/u],
  [TYPES, '[broken, lost_stolen, battery, sim_data, other]', '[broken]', '[broken]', /needs 2 to 9 choices, has 1/u],
  [TYPES, 'choices: [payment, conduct, nets_sold, other]', 'choices: [payment, conduct, nets_sold, team, other]', 'nets_sold, team', /is asked on the phone too: at most 4 choices/u],
  [TYPES, 'general]', ']', 'categories: [', /categories: general is missing from the menu/u],
  // FAQ.
  [FAQ, 'type: sync', 'type: synch', 'type: synch', /FAQ "sync_steps": type is "synch"/u],
  [FAQ, 'type: sync\n', 'type: sync\n  link: www.example.org\n', 'link: www', /must begin with https/u],
  // Templates.
  [TEMPLATES, '{{1}} foi resolvido. Solução: {{2}}.', '{{1}} foi resolvido.', 'O seu pedido', /template "ticket_solved": pt has the values \{\{1\}\}, the gateway sends \{\{1\}\} \{\{2\}\}/u],
  [TEMPLATES, '{{1}}. Guarde este número, por favor.', '{{1}}', 'registou o seu pedido', /begins or ends with a value/u],
  [TEMPLATES, '  official:\n', '  oficial:\n', 'oficial', /unknown field "oficial": known are alert/u],
  [TEMPLATES, '  alert:\n', '  alert:\n    sid: { pt: HX12 }\n', 'HX12', /content sid is HX and 32 characters/u],
  [TEMPLATES, 'menus: {}', 'menus: { intake.menu: { pt: yes } }', 'intake.menu: { pt: yes', /menu "intake.menu": pt is "yes": a content sid/u],
  // Training.
  [TRAINING, 'sincronizar,sync,', 'sincronizar,synk,', 2, /unknown type "synk": known are login/u],
  [TRAINING, 'esqueci a senha,', ',', 3, /"text" is empty/u],
  // Texts.
  [PT, '"doing": "O que estava', '"done": "O que estava', '"done"', /"question.done" is missing in locales\/en\/question.json/u],
  [PT, '"Substitui alguém? Se sim, diga o nome ou o utilizador dessa pessoa."', '" "', '"replaces"', /"question.replaces" is empty/u],
  [PT, '"Armazém"', '17', '17', /"question.option.warehouse" must be a text/u],
  [PT, 'fazer quando', 'fazer {{quando', '"doing"', /brackets \{\{ \}\} that do not fit together/u],
  [PT, '"conduct": "Comportamento",', '"conduct": "Comportamento", "conduct": "Atitude",', '"conduct"', /"question.option.conduct" is there twice/u],
  [PT, '"Avariado ou partido"', '"Avariado ou partido ou molhado"', null, /"question.option.broken" has 30 characters; a title of a choice has at most 20/u],
  [EN, '"doing": ', '"doing" ', '"doing"', /is no JSON/u],
];

/** Where the fault is said to be: the line that holds the words after the change. */
function place(file: string, at: string | number | null): string {
  if (at === null) return file;
  return `${file}:${typeof at === 'number' ? at : copy.line(file, at)}`;
}

describe('one fault in a campaign', () => {
  it.each(CASES)('%s: %j -> %j', (file, old, fresh, at, message) => {
    copy.swap(file, old, fresh);
    const faults = copy.faults();
    const here = faults.filter((fault) => fault.startsWith(`${place(file, at)}: `));
    expect(here.length > 0 ? here.join('\n') : faults.join('\n')).toMatch(message);
    expect(here).not.toEqual([]);
  });

  it('somebody must take what nobody else takes', () => {
    copy.write(NMCP, copy.read(NMCP).replaceAll(',*,*,', ',*,Tete,'));
    expect(copy.faults()).toEqual([`${NMCP}: has no contact with topics * and areas *: somebody must take what nobody else takes`]);
  });

  it('there must be a manager', () => {
    copy.write(STAFF, copy.read(STAFF).replaceAll(',manager,', ',executive,'));
    expect(copy.faults()).toEqual([`${STAFF}: has nobody with role manager: somebody must have all open tickets`]);
  });

  it('a district belongs to one province', () => {
    copy.swap(CAMPAIGN, '    - Bilene', '    - Zumbo');
    expect(copy.faults()).toEqual([`${CAMPAIGN}:${copy.line(CAMPAIGN, 'Gaza:') + 1}: areas: the district "Zumbo" is also in Tete: give each its own name`]);
  });

  it('a calendar has one meaning', () => {
    copy.swap(CALENDARS, '\nnight:', '\nday:');
    const second = copy.read(CALENDARS).split('\n').lastIndexOf('day:') + 1;
    expect(copy.faults()).toEqual([`${CALENDARS}:${second}: the same key stands here twice`]);
  });

  it('an option that is left out', () => {
    copy.swap(OPTIONS, 'rate_per_minute:', '# rate_per_minute:');
    expect(copy.faults().join()).toMatch(/^data\/options.yaml:\d+: options: "rate_per_minute" is missing$/u);
  });

  it('a text in one language only, inside data', () => {
    copy.swap(FAQ, '    pt: As listas vêm', '    # pt: As listas vêm');
    expect(copy.faults()).toEqual([expect.stringMatching(/^data\/faq.yaml:\d+: FAQ "master_data_refresh": voice: "pt" is missing$/u)]);
  });

  it('texts of both languages take the same values', () => {
    copy.swap(PT, 'O que estava a fazer', 'O que {{name}} estava a fazer');
    expect(copy.faults()).toEqual([`${EN}:${copy.line(EN, '"doing"')}: "question.doing" has the values none, but {{name}} in ${PT}:${copy.line(PT, '"doing"')}`]);
  });
});

describe('whole files', () => {
  const files = [STAFF, ROSTER, NMCP, CAMPAIGN, CALENDARS, OPTIONS, TYPES, FAQ, TEMPLATES];

  it.each([...files, EN])('%s is missing, and nobody else is blamed for it', (file) => {
    copy.remove(file);
    expect(copy.faults()).toEqual([expect.stringMatching(new RegExp(`^${file}: the file is missing`, 'u'))]);
  });

  it('the folder of example sentences is missing, or has none', () => {
    copy.remove(TRAINING);
    expect(copy.faults()).toEqual(['data/training: has no .csv file: without example sentences no message is understood']);
    copy.remove('data/training');
    expect(copy.faults()).toEqual(['data/training: the folder is missing: without example sentences no message is understood']);
  });

  it('Latin-1, as Excel saves "CSV": the line of the first wrong byte', () => {
    copy.write(STAFF, Buffer.from(copy.read(STAFF), 'latin1'));
    expect(copy.faults()).toEqual([`${STAFF}:2: is not UTF-8 (Excel saves Latin-1 when "CSV" is chosen): save the file as "CSV UTF-8"`]);
  });

  it('a workbook, UTF-16, an empty file', () => {
    copy.write(STAFF, Buffer.from('504b0304140006000800', 'hex'));
    expect(copy.faults()).toEqual([`${STAFF}: is an Excel workbook, not a text file: save it as "CSV UTF-8"`]);
    copy.write(STAFF, Buffer.from('\ufeffname,phone', 'utf16le'));
    expect(copy.faults()).toEqual([`${STAFF}: is UTF-16 ("Unicode text"), not UTF-8: save it as "CSV UTF-8"`]);
    copy.write(STAFF, '');
    expect(copy.faults()).toEqual([`${STAFF}:1: is empty: the first line names the columns name,phone,role,areas,languages,shift`]);
  });

  it('all faults at once, by file and line', () => {
    copy.swap(STAFF, '+258861230003', '258861230003');
    copy.swap(STAFF, 'executive,Gaza', 'boss,Gaza');
    copy.swap(ROSTER, '+258841230002', '+258841230001');
    copy.swap(CAMPAIGN, 'grace_days: 7', 'grace_days: -1');
    copy.swap(CALENDARS, '"07:30-15:30"', '"07:30"');
    copy.swap(TYPES, 'urgency: high', 'urgency: extreme');
    copy.swap(PT, '"Equipa"', '""');
    expect(copy.faults().map((fault) => fault.replace(/: .*$/u, ''))).toEqual([
      `${CALENDARS}:${copy.line(CALENDARS, '"07:30"')}`, `${CAMPAIGN}:${copy.line(CAMPAIGN, 'grace_days')}`, `${ROSTER}:5`, `${STAFF}:6`, `${STAFF}:10`,
      `${TYPES}:${copy.line(TYPES, 'extreme')}`, `${PT}:${copy.line(PT, '""')}`,
    ]);
  });
});
