/** The campaign that ships: no fault, quick to load, frozen, and complete enough that `npm start` shows everything. */
import { describe, expect, it } from '@jest/globals';
import { loadContent } from '../../src/content/load.js';
import { readPhone } from '../../src/content/phone.js';
import type { Content } from '../../src/content/types.js';
import { INCIDENT_TYPES } from '../../src/helpdesk/ticket.js';
import { copyCampaign } from './campaign-copy.js';

const SHIPPED = { dataDir: 'data', localesDir: 'locales' };

function content(): Content {
  const loaded = loadContent(SHIPPED);
  if (loaded.content === null) throw new Error(loaded.faults.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n'));
  return loaded.content;
}

describe('the shipped campaign', () => {
  it('has no fault', () => {
    expect(loadContent(SHIPPED).faults).toEqual([]);
  });

  it('takes a national roster of 4,000 more as well', () => {
    const copy = copyCampaign();
    const many = Array.from({ length: 4000 }, (_, at) => `+25884${String(2_000_000 + at)},Pessoa ${at},registador,Tete,Moatize,+258841230004,Moatize 1`);
    copy.write('data/roster.csv', `${copy.read('data/roster.csv')}${many.join('\n')}\n`);
    const { content, faults } = copy.load();
    expect(faults).toEqual([]);
    expect(content?.roster.size).toBe(4060);
    copy.end();
  });

  it('is frozen all the way down', () => {
    const loaded = content();
    expect(() => Object.assign(loaded.staff[0] ?? {}, { role: 'manager' })).toThrow(TypeError);
    expect(() => Object.assign(loaded.campaign.options, { speech: true })).toThrow(TypeError);
    expect(() => Object.assign(loaded.roster.get('+258841230001') ?? {}, { name: 'x' })).toThrow(TypeError);
    expect(() => Object.assign(loaded.texts.pt, { 'question.since': 'x' })).toThrow(TypeError);
  });

  it('has a revision that follows every file', () => {
    const copy = copyCampaign();
    const first = copy.load().content?.revision;
    expect(first).toMatch(/^[0-9a-f]{64}$/u);
    expect(copy.load().content?.revision).toBe(first);
    const seen = new Set([first]);
    for (const [file, old, fresh] of [
      ['data/staff.csv', 'Carla', 'Clara'], ['data/faq.yaml', 'por favor', 'se puder'], ['locales/en/question.json', 'slowly', 'clearly'], ['data/training/example.csv', 'nao', 'não'],
    ] as const) {
      copy.swap(file, old, fresh);
      seen.add(copy.load().content?.revision);
    }
    copy.write('data/audio/question.since.mp3', 'sound');
    seen.add(copy.load().content?.revision);
    expect(seen.size).toBe(6);
    expect([...copy.load().content?.audio ?? []]).toEqual(['question.since']);
    copy.end();
  });

  it('has everybody that a helpdesk needs', () => {
    const { staff, roster, nmcp, calendars } = content();
    const count = (role: string): number => staff.filter((member) => member.role === role).length;
    expect(['manager', 'executive', 'egov_onsite', 'l3', 'nodal'].map(count)).toEqual([2, 5, 2, 2, 2]);
    expect(roster.size).toBe(60);
    expect([...roster.values()].filter(({ role }) => role === 'monitor')).toHaveLength(12);
    expect(nmcp.at(-1)).toMatchObject({ topics: ['*'], areas: ['*'], calendar: 'always' });
    expect(calendars['india']).toMatchObject({ timezone: 'Asia/Kolkata', weekly: { 1: [{ from: 600, to: 1590 }], 7: [{ from: 600, to: 1590 }] } });
    expect(calendars['nmcp']?.weekly[6]).toEqual([{ from: 480, to: 720 }]);
    expect(calendars['nmcp']?.weekly[7]).toEqual([]);
  });

  it('uses only numbers that are invented and valid', () => {
    const { staff, roster, nmcp, campaign } = content();
    const phones = [...staff.map(({ phone }) => phone), ...roster.keys(), ...nmcp.map(({ phone }) => phone), campaign.helpline ?? '', campaign.whatsapp ?? ''];
    for (const phone of phones) {
      expect(readPhone(phone)).toEqual({ phone });
      expect(phone).toMatch(/^\+258(84123|8612300|8612301|8712300|25230000)/u);
    }
  });

  it('has the twelve types with the levels and routes of the SOP', () => {
    const { types, catalogue } = content();
    expect(Object.keys(types)).toEqual([...INCIDENT_TYPES]);
    expect(catalogue.categories.map(({ id }) => id)).toEqual(['technical', 'process', 'programmatic', 'grievance', 'feedback', 'general']);
    expect(catalogue.categories[0]?.types).toEqual(['login', 'sync', 'app_crash', 'form', 'device', 'user_account', 'master_data']);
    expect(types.grievance.confidential).toBe(true);
    expect(types.feedback.thanksOnly).toBe(true);
    expect(types.device.notifyNmcp).toBe(true);
    expect(types.programmatic).toMatchObject({ route: 'nmcp', level: 'NMCP', questions: [] });
    expect(types.user_account.questions.filter(({ required }) => required).map(({ slot }) => slot)).toEqual(['account_request', 'full_name', 'account_role', 'village']);
    expect(Object.values(types).flatMap(({ questions }) => questions.map(({ slot }) => slot)).join()).not.toMatch(/passw|senha|pin/u);
  });

  it('offers fixes that are short enough to read and to hear, and each belongs to its type', () => {
    const { faq, types } = content();
    expect(Object.keys(faq).length).toBeGreaterThanOrEqual(14);
    for (const entry of Object.values(faq)) {
      for (const language of ['pt', 'en'] as const) {
        expect(`${entry.id} ${entry.text[language].length <= 560}`).toBe(`${entry.id} true`);
        expect(`${entry.id} ${entry.voice[language].length <= 300}`).toBe(`${entry.id} true`);
        expect(entry.voice[language]).not.toMatch(/\d\.|\n.|[«»*]/u);
      }
      expect(types[entry.type].faq).toContain(entry.id);
    }
  });

  it('runs today and for a long time', () => {
    const { campaign } = content();
    expect(campaign.trainingStart <= '2026-11-25' && campaign.end >= '2027-06-30').toBe(true);
    expect(Object.keys(campaign.areas)).toEqual(['Tete', 'Gaza']);
    expect(campaign.areas['Tete']).toHaveLength(15);
  });
});
