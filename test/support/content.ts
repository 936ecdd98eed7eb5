/** A small Content by hand for tests of the pure rooms: two provinces, a few texts, the example people's numbers. `smallContent` may be changed per test. */
import type { Catalogue, Facts, Guess } from '../../flows/types.js';
import type { DeskRules, Content, IncidentTypeEntry } from '../../src/content/types.js';
import { INCIDENT_TYPES } from '../../src/helpdesk/ticket.js';
import type { IncidentType } from '../../src/helpdesk/ticket.js';

const CATEGORY: Partial<Record<IncidentType, IncidentTypeEntry['category']>> = { app_usage: 'process', grievance: 'grievance', feedback: 'feedback', general: 'general', programmatic: 'programmatic' };

export const DISTRICTS = ['Angónia', 'Cahora-Bassa', 'Changara', 'Cidade de Tete', 'Dôa', 'Mágoè', 'Marara', 'Marávia', 'Moatize', 'Mutarara'];

function typeEntry(id: IncidentType): IncidentTypeEntry {
  const minutes = { low: 480, medium: 240, high: 60, critical: 15 };
  return {
    id, category: CATEGORY[id] ?? 'technical', route: id === 'programmatic' ? 'nmcp' : 'helpdesk', confidential: id === 'grievance', thanksOnly: id === 'feedback',
    askImpact: CATEGORY[id] === undefined, questions: id === 'sync' ? [{ slot: 'since', key: 'since', kind: 'words', choices: [], required: false, phone: false }] : [],
    faq: id === 'login' ? ['login_clock'] : [], level: 'L2', urgency: 'medium', notifyNmcp: false, firstAnswer: minutes,
  };
}

const types = Object.fromEntries(INCIDENT_TYPES.map((id) => [id, typeEntry(id)])) as Record<IncidentType, IncidentTypeEntry>;

const catalogue: Catalogue = {
  categories: [
    { id: 'technical', types: ['login', 'sync', 'app_crash', 'form', 'device', 'user_account', 'master_data'] },
    { id: 'process', types: ['app_usage'] }, { id: 'programmatic', types: ['programmatic'] }, { id: 'grievance', types: ['grievance'] },
    { id: 'feedback', types: ['feedback'] }, { id: 'general', types: ['general'] },
  ],
  types: types,
  roles: ['registador', 'distribuidor', 'monitor', 'supervisor', 'gestor_armazem', 'outro'],
  districts: DISTRICTS,
  programmaticTopics: ['stock', 'allocation', 'households', 'transport', 'materials', 'supervision', 'other'],
  redirectMode: 'redirect',
};

const pt: Record<string, string> = {
  'render.press': 'Para {{label}}, prima {{key}}.', 'render.repeat': 'Para repetir, prima 9.', 'render.person': 'Para falar com o helpdesk, prima 0.', 'render.again': 'Repito: {{number}}.',
  'render.at': 'às {{time}}', 'render.at_one': 'à {{time}}', 'render.today': 'hoje {{at}}', 'render.tomorrow': 'amanhã {{at}}', 'render.yesterday': 'ontem {{at}}',
  'render.date': '{{weekday}}, {{day}} de {{month}}, {{at}}', 'render.date_year': '{{weekday}}, {{day}} de {{month}} de {{year}}, {{at}}',
  'notice.flow_changed': 'Desculpe, tivemos de recomeçar.',
  'choice.yes': 'Sim', 'choice.no': 'Não', 'choice.skip': 'Saltar', 'choice.report': 'Comunicar problema', 'choice.report_voice': 'comunicar um problema',
  'choice.nmcp': 'Redes e distribuição', 'choice.status': 'Estado do meu pedido', 'choice.person': 'Falar com o helpdesk', 'choice.language': 'English',
  'choice.one': 'Só eu', 'choice.team': 'A minha equipa', 'choice.district': 'O distrito todo', 'choice.long': 'Uma escolha com um título comprido demais',
  'type.sync': 'sincronização', 'type.login': 'entrada na aplicação',
  'intake.hello': 'Olá, {{name}}.', 'intake.menu': 'Em que podemos ajudar?', 'intake.menu_voice': 'Bem-vindo ao apoio técnico.', 'intake.sure': 'Parece ser isto: $t(type.{{type}}). Está certo?',
  'report.number': 'O número do seu pedido é {{number}}.', 'report.bold': 'Número *{{number}}*.', 'report.numberless': 'O seu pedido está registado.', 'report.due': 'Respondemos até {{dueAt}}.', 'report.words': 'Escreveu: {{words}}',
  'report.stars': '*Atenção* 😀: veja https://exemplo.mz/ajuda\ne volte', 'redirect.contact': 'Fale com {{name}}: {{phone}}.', 'count.people_one': '{{count}} pessoa', 'count.people_other': '{{count}} pessoas',
  'only.portuguese': 'Só em português', 'status.pick': '{{number}} ($t(type.{{type}}))',
};

const en: Record<string, string> = {
  'render.press': 'For {{label}}, press {{key}}.', 'render.repeat': 'To hear this again, press 9.', 'render.person': 'To speak to the helpdesk, press 0.', 'render.again': 'Again: {{number}}.',
  'render.at': 'at {{time}}', 'render.at_one': 'at {{time}}', 'render.today': 'today {{at}}', 'render.tomorrow': 'tomorrow {{at}}', 'render.yesterday': 'yesterday {{at}}',
  'render.date': '{{weekday}} {{day}} {{month}} {{at}}', 'render.date_year': '{{weekday}} {{day}} {{month}} {{year}} {{at}}',
  'notice.flow_changed': 'Sorry, we had to start again.',
  'choice.yes': 'Yes', 'choice.no': 'No', 'choice.skip': 'Skip', 'choice.report': 'Report a problem', 'choice.nmcp': 'Nets and distribution', 'choice.status': 'State of my ticket', 'choice.person': 'Talk to the helpdesk',
  'choice.language': 'Português', 'choice.one': 'Only me', 'choice.team': 'My team', 'choice.district': 'The whole district', 'choice.long': 'A choice with a title that is far too long',
  'type.sync': 'synchronisation', 'type.login': 'login',
  'intake.hello': 'Hello, {{name}}.', 'intake.menu': 'How can we help?', 'intake.menu_voice': 'Welcome to the helpdesk.', 'intake.sure': 'It seems to be this: $t(type.{{type}}). Is that right?',
  'report.number': 'Your ticket number is {{number}}.', 'report.numberless': 'Your ticket is recorded.', 'report.due': 'We answer by {{dueAt}}.', 'report.words': 'You wrote: {{words}}',
  'report.stars': '*Mind* 😀: see https://example.mz/help\nand return', 'redirect.contact': 'Talk to {{name}}: {{phone}}.', 'count.people_one': '{{count}} person', 'count.people_other': '{{count}} people',
  'status.pick': '{{number}} ($t(type.{{type}}))',
};

const by = <T>(low: T, medium: T, high: T, critical: T): { low: T; medium: T; high: T; critical: T } => ({ low, medium, high, critical });
const usual = { progress: by(480, 240, 90, 30), solution: by(1440, 720, 360, 120) };

export const someRules: DeskRules = {
  deadlines: { L1: usual, L2: usual, L3: usual, NMCP: usual }, warnPercent: 25, repeat: by([60], [20, 40], [10, 15], [3, 5]), rounds: 2, promises: 3,
  ladder: { L1: ['monitor', 'up'], L2: ['executives', 'next', 'managers', 'up'], L3: ['l3', 'managers'], NMCP: ['nodal', 'managers'] },
  up: { L1: 'L2', L2: 'L3' }, upProcess: { L1: 'L2', L2: 'NMCP' }, monitorMinutes: {}, digest: { most: 5, minutes: 3 },
  callback: { automatic: true, tries: 3, every: [15, 60], calendar: 'desk' }, incident: { reports: 6, minutes: 30, timesUsual: 3 }, reports: { triage: ['08:30'], daily: '22:30' }, nodal: 'assignee', groups: { escalate: '🆘', solved: '✅', news: true, solutions: 'ticket' },
};

const everyDay = { from: 480, to: 1380 };

export function smallContent(change: Partial<Content> = {}): Content {
  return {
    revision: 'test', catalogue, types,
    faq: { login_clock: { id: 'login_clock', type: 'login', title: { pt: 'Data e hora', en: 'Date and time' }, text: { pt: 'Acerte a *data*.', en: 'Set the *date*.' }, voice: { pt: 'Acerte a data do telemóvel.', en: 'Set the date of the phone.' }, words: [], link: 'https://exemplo.mz/data' } },
    staff: [], roster: new Map(), nmcp: [{ name: 'Contacto Nacional', phone: '+258871230001', topics: ['*'], areas: ['*'], calendar: 'desk', order: 1 }],
    calendars: { desk: { name: 'desk', timezone: 'Africa/Maputo', weekly: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [everyDay]])), exceptions: {} } },
    campaign: {
      name: 'Teste', areas: { Tete: DISTRICTS, Gaza: ['Chókwè', 'Xai-Xai'] }, trainingStart: '2026-08-01', start: '2026-08-15', end: '2026-12-31', graceDays: 7, helpline: null, whatsapp: null,
      options: { redirect: 'redirect', missedCall: 'call', missedCallSeconds: 8, remindAfterMinutes: 30, expireAfterMinutes: 120, speech: true, ratePerMinute: 30 },
    },
    menus: {}, templates: {}, texts: { pt, en },
    training: [
      { text: 'nao consigo sincronizar os dados', type: 'sync' }, { text: 'a sincronizacao falha', type: 'sync' }, { text: 'nao consigo entrar na aplicacao', type: 'login' }, { text: 'a senha nao funciona', type: 'login' },
      { text: 'quantas redes por familia', type: 'programmatic' }, { text: 'faltam redes no armazem', type: 'programmatic' }, { text: 'a aplicacao fecha sozinha', type: 'app_crash' }, { text: 'quero agradecer o trabalho', type: 'feedback' },
    ],
    audio: new Set(['intake.menu', 'report.number', 'report.numberless']), deskCalendar: 'desk', l3Calendar: 'desk', timezone: 'Africa/Maputo',
    priority: { one: { low: 'low', medium: 'low', high: 'medium' }, team: { low: 'low', medium: 'medium', high: 'high' }, district: { low: 'medium', medium: 'high', high: 'critical' } },
    rules: someRules, problems: [], duty: {},
    ...change,
  };
}

/** Friday 28 August 2026, 10:00 in Maputo. */
export const NOW = Date.parse('2026-08-28T10:00:00+02:00');

export function someFacts(change: Partial<Facts> = {}): Facts {
  return {
    now: NOW, medium: 'chat', nextTicket: '40713', open: true, opensAt: null, phase: 'campaign', deskReachable: true,
    promise: { low: null, medium: NOW + 3_600_000, high: NOW + 1_800_000, critical: NOW + 900_000 }, phone: '+258841230001',
    who: { name: 'Ana', role: 'registador', province: 'Tete', district: 'Moatize', known: true }, language: 'pt', tickets: [], ...change,
  };
}

export const someGuess: Guess = { type: 'sync', category: 'technical', route: 'helpdesk', confidence: 0.9, sure: true, candidates: [{ type: 'sync', confidence: 0.9 }], evidence: ['sincronizar'] };
