/** `tipo 40713 login` and `porque 40713`: who may, what moves, what is kept to learn from, what is shown. */
import { describe, expect, it } from '@jest/globals';
import type { StaffMember } from '../../src/content/types.js';
import { deskChanges } from '../../src/gateway/desk/run.js';
import type { Change } from '../../src/gateway/change.js';
import type { World } from '../../src/gateway/world.js';
import { loadContent } from '../../src/content/load.js';
import { command } from '../../src/helpdesk/commands.js';
import { masked } from '../../src/helpdesk/lesson.js';
import { NO_DESK } from '../../src/helpdesk/ticket.js';
import type { Ticket } from '../../src/helpdesk/ticket.js';
import { typeNamed } from '../../src/helpdesk/type-words.js';
import { smallContent } from '../support/content.js';

const NOW = Date.parse('2026-10-02T09:00:00+02:00');
const { texts } = loadContent({ dataDir: 'data', localesDir: 'locales' }).content ?? smallContent();
const staff = (role: StaffMember['role'], name: string, areas: string[] = ['Tete']): StaffMember => ({ name, phone: '+258861230003', role, areas, languages: ['pt'], shift: 'desk' });
const carla = staff('executive', 'Carla Exemplo');
const content = smallContent({ texts, staff: [carla, staff('manager', 'Amélia Exemplo', ['*'])] });
const ticket: Ticket = {
  number: '40713', status: 'assigned', waitingFor: null, level: 'L2', category: 'technical', type: 'sync', route: 'helpdesk', priority: 'low', impact: 'one', channel: 'whatsapp', contactId: 'c1',
  reporter: { address: 'whatsapp:+258841230001', phone: '+258841230001', name: 'Bento Macuácua', role: 'registador', language: 'pt' }, area: { province: 'Tete', district: 'Moatize' },
  description: 'sou o Bento, liguem 84 123 0001, a Carla sabe que não entro na aplicação', answers: {}, confidential: false, confidence: 0.62, evidence: ['entro', 'aplicação', '≈ nao consigo entrar na aplicacao'],
  assignee: 'Carla Exemplo', incident: null, openedAt: NOW, dueAt: NOW, resolvedAt: null, closedAt: null, solution: null, informed: { reporter: null, monitor: null }, desk: NO_DESK, version: 3,
};
const world: World = { now: NOW, newId: () => 'm', peekTicket: () => '40713', takeTicket: () => '40713', via: 'twilio', ways: { whatsapp: true, sms: false, voice: false }, errorClass: () => 'retry' };

function typed(words: string, member: StaffMember = carla, about: Ticket = ticket): { changes: Change[]; saved: Ticket | undefined; answer: string } {
  const order = command(words, null);
  if (order === null) throw new Error(`${words} is no command`);
  const before = { contact: null, addresses: [], conversation: null, call: null, callTurn: null, tickets: [], named: [about], desk: [], message: null, media: null };
  const changes = deskChanges(order, { member, before, to: { address: 'whatsapp:+258861230003', contactId: null, via: 'twilio', fallback: null }, content, world, text: words, confirmed: false });
  const saved = changes.find((each) => each.do === 'ticket.save')?.ticket;
  const answer = changes.flatMap((each) => (each.do === 'message.queue' && each.message.purpose === 'answer' && each.message.body.kind === 'text' ? [each.message.body.text] : [])).join('\n');
  return { changes, saved, answer };
}

describe('tipo', () => {
  it('moves type, category, level and route, says by whom, and keeps the pair without numbers and names', () => {
    const { changes, saved, answer } = typed('tipo 40713 palavra-passe');
    expect(saved).toMatchObject({ type: 'login', category: 'technical', level: 'L2', route: 'helpdesk', status: 'assigned', version: 3 });
    expect(changes).toContainEqual({ do: 'ticket.event', event: { ticket: '40713', at: NOW, type: 'type', by: 'Carla Exemplo', channel: 'desk', text: 'sync > login' } });
    expect(changes).toContainEqual({ do: 'learn', lesson: { ticket: '40713', words: 'sou o NOME, liguem 000, a NOME sabe que não entro na aplicação', guessed: 'sync', confidence: 0.62, type: 'login', by: 'Carla Exemplo', at: NOW } });
    expect(answer).toContain('Entrar na aplicação');
  });
  it('a query of the distribution goes to NMCP, a complaint becomes reserved', () => {
    expect(typed('tipo 40713 redes').saved).toMatchObject({ type: 'programmatic', route: 'nmcp', level: 'NMCP', category: 'programmatic' });
    expect(typed('tipo 40713 queixa').saved).toMatchObject({ type: 'grievance', confidential: true });
  });
  it('what was sent to NMCP and is a fault of the app after all is open again', () => {
    const gone: Ticket = { ...ticket, type: 'programmatic', category: 'programmatic', route: 'nmcp', level: 'NMCP', status: 'redirected', closedAt: NOW - 1000, assignee: null };
    expect(typed('tipo 40713 sincronização', carla, gone).saved).toMatchObject({ status: 'open', closedAt: null, route: 'helpdesk', level: 'L2' });
  });
  it.each([
    ['a local monitor', staff('monitor', 'Rui'), ticket], ['L3', staff('l3', 'Lee', ['*']), ticket], ['an executive of another province', staff('executive', 'Gil', ['Gaza']), ticket],
    ['an executive, of a complaint', carla, { ...ticket, type: 'grievance' as const, confidential: true }],
  ])('refuses %s', (_who, member, about) => {
    const { changes, saved } = typed('tipo 40713 login', member, about);
    expect(saved).toBeUndefined();
    expect(changes.some((each) => each.do === 'learn')).toBe(false);
  });
  it('asks again for a type that is missing, unknown or the same, and changes nothing', () => {
    for (const [words, hint] of [['tipo 40713', 'Falta o tipo'], ['tipo 40713 foguetão', 'foguetão'], ['tipo 40713 sync', 'já é do tipo']] as const) {
      const { saved, answer } = typed(words);
      expect(saved).toBeUndefined();
      expect(answer).toContain(hint);
    }
  });
  it.each([['login', 'login'], ['Sincronização', 'sync'], ['sincronisacao', 'sync'], ['telemóvel', 'device'], ['conta de utilizador', 'user_account'], ['nomes nas listas', 'master_data'], ['é queixa', 'grievance'], ['app_crash', 'app_crash'], ['PNCM', 'programmatic'], ['sugestão', 'feedback'], ['xyz', null]])('%s is %s', (said, type) => expect(typeNamed(said)).toBe(type));
});

describe('porque', () => {
  it('shows the words and the example that decided, and how to correct it', () => {
    const { answer, saved } = typed('porque 40713');
    for (const part of ['62 %', '- aplicação', '≈ nao consigo entrar', 'tipo 40713']) expect(answer).toContain(part);
    expect(saved).toBeUndefined();
  });
  it('a type that a person chose has no words behind it', () => expect(typed('porque 40713', carla, { ...ticket, confidence: null }).answer).toContain('menu'));
  it('after tipo the old guess does not stand behind the new type', () => {
    const { saved } = typed('tipo 40713 login');
    expect(saved).toMatchObject({ type: 'login', confidence: null, evidence: [] });
    expect(typed('porque 40713', carla, saved).answer).toContain('pelo helpdesk');
  });
  it('ver shows the words in short, but not of a complaint', () => {
    expect(typed('ver 40713').answer).toContain('62 % (entro, aplicação)');
    expect(typed('ver 40713', staff('manager', 'Amélia Exemplo', ['*']), { ...ticket, confidential: true }).answer).not.toContain('(entro');
  });
});

describe('masking', () => {
  it.each([['o 84 123 00 01 do João', 'o 000 do NOME'], ['+258841230001', '000'], ['tenho 12 agregados e 40713', 'tenho 12 agregados e 000'], ['escrevam para ana@exemplo.mz', 'escrevam para 000'], ['o registador não entra', 'o registador não entra']])('%s', (words, plain) => expect(masked(words, ['João Registador'])).toBe(plain));
});
