/** Staff and roster together: who may be whose monitor, and a local monitor who stands in staff.csv. One thing changed per case. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deskMember } from '../../src/helpdesk/staff.js';
import { copyCampaign } from './campaign-copy.js';
import type { Copy } from './campaign-copy.js';

const STAFF = 'data/staff.csv';
const ROSTER = 'data/roster.csv';
let copy: Copy;
beforeEach(() => { copy = copyCampaign(); });
afterEach(() => copy.end());

describe('monitors', () => {
  it('a monitor in staff.csv may be named in the roster, and gives orders', () => {
    copy.write(STAFF, `${copy.read(STAFF)}Zeca Exemplo,+258861230040,monitor,Tete/Moatize,pt,helpdesk\n`);
    copy.swap(ROSTER, 'Abel Banda,registador,Tete,Moatize,+258841230004', 'Abel Banda,registador,Tete,Moatize,+258861230040');
    const { content, faults } = copy.load();
    expect(faults).toEqual([]);
    expect(content === null ? undefined : deskMember(content, '+258861230040')).toMatchObject({ role: 'monitor', areas: ['Tete/Moatize'] });
  });
  it.each([
    ['an executive', '+258861230003'], ['a field worker', '+258841230002'], ['nobody', '+258841230999'],
  ])('%s is no monitor', (_who, phone) => {
    copy.swap(ROSTER, 'Abel Banda,registador,Tete,Moatize,+258841230004', `Abel Banda,registador,Tete,Moatize,${phone}`);
    expect(copy.faults()).toEqual([`${ROSTER}:${copy.line(ROSTER, 'Abel Banda')}: monitor_phone: ${phone} is nobody with role monitor in this file or in staff.csv`]);
  });
  it('all faults of both files come at once, each with its row', () => {
    copy.swap(STAFF, 'Daniel Exemplo,+258861230004,executive,Tete,pt,day', 'Daniel Exemplo,+258861230003,boss,Niassa,pt,madrugada');
    copy.swap(ROSTER, 'Adélia Mandlate,distribuidor,Tete,Moatize', 'Adélia Mandlate,chefe,Tete,Zumbi');
    const row = copy.line(STAFF, 'Daniel');
    const found = copy.faults();
    for (const words of [/unknown role "boss"/u, /unknown province "Niassa"/u, /unknown calendar "madrugada"/u, /already/u]) expect(found.some((each) => each.startsWith(`${STAFF}:${row}:`) && words.test(each))).toBe(true);
    expect(found.filter((each) => each.startsWith(`${ROSTER}:${copy.line(ROSTER, 'Adélia')}:`))).toHaveLength(2);
  });
});
