/** Dialogues through the intake: what a person notices, in chat and on the phone. */
import { describe, expect, it } from '@jest/globals';
import { intake } from '../../flows/intake.js';
import type { Facts } from '../../flows/types.js';
import { NOW, caller, catalogue, facts, guess, keys, night, noIdea, only, pick, play, stranger, text, ticket, unsure } from './world.js';
import type { Bare } from './world.js';

const machine = intake(catalogue);
const talk = (events: readonly Bare[], world: Facts = facts) => play(machine, events, world);
const lastKeys = (events: readonly Bare[], world: Facts = facts) => talk(events, world).turns.map((each) => keys(each).at(-1));
const draft = (events: readonly Bare[], world: Facts = facts) => only(talk(events, world).all, 'openTicket')[0]?.draft;

const syncing = text('não consigo sincronizar', guess('sync'));
const toSummary = [syncing, pick('yes'), pick('no'), text('desde ontem'), { type: 'DIGITS', digits: '12' }, pick('team')] as const;

describe('chat: a report', () => {
  it('greets by name and shows the main menu', () => {
    expect(keys(talk([{ type: 'START' }]).last)).toEqual(['greeting.hello_name', 'intake.menu']);
    expect(keys(talk([{ type: 'START' }], stranger).last)[0]).toBe('greeting.hello');
    expect(keys(talk([{ type: 'START' }], { ...facts, phase: 'after' }).last)).toContain('greeting.phase.after');
  });

  it('goes from a sure fault over the known fix and the questions to a ticket with its number', () => {
    expect(lastKeys([...toSummary, pick('yes')])).toEqual(['kind.confirm.sync', 'report.solved', 'question.since', 'question.pending', 'report.impact', 'report.summary_impact', 'greeting.closing.campaign']);
    const { all, last, state } = talk([...toSummary, pick('yes')]);
    expect(only(all, 'openTicket')[0]?.draft).toMatchObject({ type: 'sync', text: 'não consigo sincronizar', answers: { since: 'desde ontem', pending: '12' }, impact: 'team', district: 'Moatize', partial: false, status: 'open' });
    expect(only(last, 'sayNumber')[0]?.number).toBe('40713');
    expect(only(last, 'say').find((each) => each.key === 'report.due')?.vars).toEqual({ dueAt: facts.promise.high });
    expect(only(all, 'faq').map((each) => each.outcome)).toEqual(['shown', 'unsolved']);
    expect(state).toBe('ended');
  });

  it('needs no ticket when the known fix solved it', () => {
    const { all, last } = talk([syncing, pick('yes'), pick('yes')]);
    expect(only(all, 'openTicket')).toEqual([]);
    expect(only(all, 'faq').at(-1)).toEqual({ type: 'faq', id: 'sync_wifi', outcome: 'solved' });
    expect(last.at(-1)).toEqual({ type: 'end', outcome: 'answered' });
    expect(talk([syncing, pick('yes'), text('já funciona, obrigado', noIdea)]).state).toBe('ended');
  });

  it('offers the likeliest when unsure, and the categories when none of them is right', () => {
    const { last } = talk([text('o tablet nao deixa', unsure('device', 'login', 'form'))]);
    expect(only(last, 'ask')[0]?.expect).toMatchObject({ kind: 'choice', choices: [{ id: 'device' }, { id: 'login' }, { id: 'form' }, { id: 'other' }] });
    expect(lastKeys([text('o tablet nao deixa', unsure('device', 'login')), pick('other'), pick('technical'), pick('login')])).toEqual(['kind.offer', 'kind.category_unsure', 'kind.types', 'report.solved']);
  });

  it('asks "is that right" once at most', () => {
    const out = lastKeys([syncing, pick('no'), text('é o login', guess('login'))]);
    expect(out[0]).toBe('kind.confirm.sync');
    expect(out[2]).toBe('report.solved');
  });

  it('asks what is wrong where nothing can be made of the words, and keeps the whole description', () => {
    expect(lastKeys([text('preciso de ajuda', noIdea)])).toEqual(['report.describe']);
    expect(lastKeys([{ type: 'START' }, pick('report'), syncing])).toEqual(['intake.menu', 'report.describe', 'kind.confirm.sync']);
  });

  it('takes one question back, really', () => {
    const { turns } = talk([...toSummary, { type: 'BACK' }, { type: 'BACK' }, { type: 'BACK' }]);
    expect(turns.slice(-3).map((each) => keys(each).at(-1))).toEqual(['report.impact', 'question.pending', 'question.since']);
    expect(draft([...toSummary, { type: 'BACK' }, pick('district'), pick('yes')])?.impact).toBe('district');
  });

  it('lets the person correct what the summary says', () => {
    const { turns } = talk([...toSummary, pick('correct'), pick('words'), text('a sincronização pára a meio', guess('sync')), pick('correct'), pick('place'), text('Angónia', noIdea, { place: 'Angónia' })]);
    expect(turns.slice(6).map((each) => keys(each).at(-1))).toEqual(['report.correct', 'report.describe_more', 'report.summary_impact', 'report.correct', 'who.district', 'report.summary_impact']);
    expect(only(turns.at(-1) ?? [], 'ask')[0]?.vars).toMatchObject({ words: 'a sincronização pára a meio\ndesde ontem; 12', district: 'Angónia', impact: 'team' });
  });

  it('skips what may be skipped, and asks twice for what is needed', () => {
    const out = talk([syncing, pick('yes'), pick('no'), { type: 'SKIP' }, { type: 'SKIP' }, { type: 'SKIP' }]);
    expect(out.turns.map((each) => keys(each).at(-1)).slice(3)).toEqual(['question.pending', 'question.pending', 'report.impact']);
    expect(keys(out.turns[4] ?? [])).toContain('report.needed');
  });

  it('says why a password is blotted out, and does not ask for one', () => {
    const { last } = talk([text('não entro, a minha senha é ***', guess('login'))]);
    expect(keys(last)).toContain('report.no_password');
    const filed = draft([text('não entro, a minha senha é ***', guess('login')), pick('yes'), pick('no'), pick('one'), pick('yes')]);
    expect(filed?.text).toContain('***');
  });

  it('says when the desk opens, and files all the same', () => {
    const { last } = talk([...toSummary, pick('yes')], { ...facts, ...night });
    expect(only(last, 'say').find((each) => each.key === 'report.closed')?.vars).toEqual({ opensAt: night.opensAt });
    expect(only(last, 'openTicket')).toHaveLength(1);
  });

  it('keeps files and a place with the report whenever they come', () => {
    expect(keys(talk([{ type: 'MEDIA', count: 1, kind: 'image', caption: '', guess: null }]).last)).toEqual(['anytime.got_image', 'report.describe_media']);
    expect(lastKeys([{ type: 'MEDIA', count: 1, kind: 'audio', caption: '', guess: null }])).toEqual(['kind.category']);
    expect(keys(talk([syncing, { type: 'MEDIA', count: 1, kind: 'image', caption: '', guess: null }]).last)).toEqual(['anytime.got_image', 'kind.confirm.sync']);
    expect(draft([{ type: 'LOCATION', latitude: -16.1, longitude: 33.6, label: 'Escola' }, ...toSummary, pick('yes')])?.answers['location']).toBe('-16.1, 33.6 · Escola');
  });

  it('lets a second problem wait, and then offers it with the words it was told in', () => {
    const { turns } = talk([...toSummary, text('e também não consigo entrar no outro telemóvel', guess('login')), pick('yes'), pick('yes')]);
    expect(turns.slice(-3).map((each) => keys(each).at(-1))).toEqual(['report.summary_impact', 'report.second', 'report.solved']);
    expect(only(turns.flat(), 'openTicket')).toHaveLength(1);
  });
});

describe('chat: who is it', () => {
  it('asks an unknown person once, only for a ticket, and remembers', () => {
    const out = talk([text('o GPS não pega', guess('form')), pick('yes'), pick('one'), text('chamo-me Marta Sitoe'), pick('monitor'), text('tsangano', noIdea, { place: 'Tsangano' }), pick('yes')], stranger);
    expect(out.turns.map((each) => keys(each).at(-1))).toEqual(['kind.confirm.form', 'report.impact', 'who.name', 'who.role', 'who.district', 'report.summary_impact', 'greeting.closing.campaign']);
    expect(only(out.all, 'remember')).toEqual([{ type: 'remember', name: 'Marta Sitoe' }, { type: 'remember', role: 'monitor' }, { type: 'remember', district: 'Tsangano' }]);
  });

  it('takes a place that is not in the list at the second time, in words', () => {
    const out = talk([text('o GPS não pega', guess('form')), pick('yes'), pick('one'), { type: 'SKIP' }, { type: 'SKIP' }, text('Lua'), text('Lua')], stranger);
    expect(out.turns.slice(-2).map((each) => keys(each))).toEqual([['who.district_unknown', 'who.district'], ['report.summary_impact']]);
  });

  it('asks in doubt whether a shared handset is in other hands, and remembers nothing of the stranger', () => {
    const out = talk([text('aqui é a Marta, o GPS não pega', guess('form')), pick('no'), pick('yes'), pick('one'), pick('distribuidor'), text('Moatize', noIdea, { place: 'Moatize' }), pick('yes')]);
    expect(out.turns.map((each) => keys(each).at(-1)).slice(0, 2)).toEqual(['who.identity', 'kind.confirm.form']);
    expect(only(out.all, 'remember')).toEqual([]);
    expect(only(out.all, 'openTicket')[0]?.draft.answers).toMatchObject({ reporter_name: 'Marta', reporter_role: 'distribuidor' });
    const denied = talk([text('não sou o João, aqui é a Marta', guess('form'))]);
    expect(keys(denied.last)).toEqual(['who.thanks', 'kind.confirm.form']);
    expect(only(denied.all, 'remember')).toEqual([]);
    expect(talk([text('aqui é o João Fernando, não consigo sincronizar', guess('sync'))]).state).toBe('confirm');
  });
});

describe('chat: each kind in its own way', () => {
  it('redirects questions on the distribution, by topic and district, and takes a fault back', () => {
    const { last, all } = talk([text('faltam redes na aldeia', guess('programmatic'))]);
    expect(only(all, 'redirect')).toEqual([{ type: 'redirect', topic: 'stock', district: 'Moatize', text: 'faltam redes na aldeia' }]);
    expect(keys(last).at(-1)).toBe('redirect.helped');
    expect(only(all, 'openTicket')).toEqual([]);
    const back = talk([text('faltam redes na aldeia', guess('programmatic')), pick('app_fault'), pick('technical'), pick('form'), pick('one'), pick('yes')]);
    expect(only(back.all, 'openTicket')[0]?.draft).toMatchObject({ type: 'form', text: 'faltam redes na aldeia' });
    expect(talk([text('faltam redes', guess('programmatic')), text('obrigado', noIdea, { polite: 'thanks' })]).state).toBe('ended');
  });

  it('asks topic and district where it must', () => {
    const out = talk([{ type: 'START' }, pick('nmcp'), pick('materials'), text('Changara', noIdea, { place: 'Changara' })], stranger);
    expect(out.turns.map((each) => keys(each).at(-1))).toEqual(['intake.menu', 'redirect.which', 'who.district', 'redirect.helped']);
    expect(only(out.all, 'redirect')[0]).toMatchObject({ topic: 'materials', district: 'Changara' });
  });

  it('does not send a fault away that is nearly as likely', () => {
    const near = guess('programmatic', { candidates: [{ type: 'programmatic', confidence: 0.5 }, { type: 'form', confidence: 0.45 }], confidence: 0.5 });
    expect(lastKeys([text('o stock na aplicação está errado', near)])).toEqual(['kind.offer']);
  });

  it('keeps a grievance private, with an assurance and no known fix', () => {
    const out = talk([text('o supervisor fica com o subsídio', guess('grievance')), pick('yes')]);
    expect(keys(out.turns[0] ?? [])).toEqual(['report.assurance', 'report.summary']);
    expect(keys(out.turns[1] ?? [])).toContain('report.filed_private');
    expect(only(out.all, 'faq')).toEqual([]);
  });

  it('records feedback and thanks, without more questions', () => {
    const { turns, last } = talk([text('a aplicação é boa', guess('feedback'))]);
    expect(turns).toHaveLength(1);
    expect(last.map((each) => each.type)).toEqual(['openTicket', 'say', 'say', 'end']);
    expect(keys(last)[0]).toBe('report.thanks_feedback');
  });

  it('answers a general question from the known answers, then by the official or the desk', () => {
    expect(lastKeys([text('a que horas abrem', guess('general')), pick('no'), pick('nmcp_contact')])).toEqual(['report.solved', 'kind.where', 'redirect.helped']);
    expect(lastKeys([text('a que horas abrem', guess('general')), pick('no'), pick('desk')]).at(-1)).toBe('report.summary');
  });
});

describe('chat: as people are', () => {
  it('answers thanks after the end without a menu, and greetings in the middle with the question', () => {
    expect(keys(talk([text('obrigado', noIdea, { polite: 'thanks' })]).last)).toEqual(['anytime.welcome']);
    expect(keys(talk([syncing, text('bom dia', noIdea, { polite: 'greeting' })]).last)).toEqual(['anytime.hello', 'kind.confirm.sync']);
  });

  it('apologises to the angry and goes on', () => {
    expect(keys(talk([text('isto é uma vergonha, não sincroniza', guess('sync'), { polite: 'anger' })]).last)).toEqual(['anytime.sorry', 'kind.confirm.sync']);
    expect(keys(talk([text('que vergonha', noIdea, { polite: 'anger' })]).last)).toEqual(['anytime.sorry', 'report.describe']);
  });

  it('asks before it throws away what was said', () => {
    expect(keys(talk([syncing, { type: 'CANCEL' }]).last)).toEqual(['anytime.cancel']);
    expect(only(talk([syncing, { type: 'CANCEL' }, pick('keep')]).last, 'openTicket')[0]?.draft).toMatchObject({ partial: true, status: 'open' });
    expect(only(talk([syncing, { type: 'CANCEL' }, pick('discard')]).all, 'openTicket')).toEqual([]);
    expect(keys(talk([{ type: 'START' }, { type: 'CANCEL' }]).last)[0]).toBe('anytime.cancelled');
  });

  it('reminds with the open question and then keeps what was said as abandoned', () => {
    const { turns, last } = talk([syncing, { type: 'REMIND' }, { type: 'EXPIRE' }]);
    expect(keys(turns[1] ?? [])).toEqual(['anytime.remind', 'kind.confirm.sync']);
    expect(only(last, 'openTicket')[0]?.draft).toMatchObject({ status: 'abandoned', partial: true, text: 'não consigo sincronizar' });
    expect(keys(talk([{ type: 'START' }, { type: 'EXPIRE' }]).last)).toEqual(['anytime.expired']);
  });

  it('brings a person: what was said is a ticket, and a call back is owed', () => {
    expect(lastKeys([{ type: 'START' }, { type: 'PERSON' }])).toEqual(['intake.menu', 'anytime.person']);
    const { last } = talk([syncing, { type: 'PERSON' }]);
    expect(last.map((each) => each.type)).toEqual(expect.arrayContaining(['openTicket', 'callback', 'sayNumber', 'end']));
    expect(only(last, 'callback')[0]?.reason).toBe('person');
  });

  it('changes the language and asks again', () => {
    const { last } = talk([syncing, { type: 'LANGUAGE', language: null }]);
    expect(only(last, 'remember')).toEqual([{ type: 'remember', language: 'en' }]);
    expect(keys(last)).toEqual(['anytime.language', 'kind.confirm.sync']);
  });
});

describe('chat: tickets that exist', () => {
  const two = { ...facts, tickets: [ticket('40713', 'open'), ticket('51234', 'assigned', { type: 'login' })] };

  it('says the state of the only ticket, and asks which of several', () => {
    expect(keys(talk([{ type: 'STATUS', ticket: null }], { ...facts, tickets: [ticket('40713', 'open')] }).last)).toEqual(['status.is.open', 'status.due']);
    expect(lastKeys([{ type: 'STATUS', ticket: null }, pick('51234')], two)).toEqual(['status.which', 'status.due']);
    expect(keys(talk([{ type: 'STATUS', ticket: null }]).last)).toEqual(['status.none', 'intake.menu']);
    expect(keys(talk([{ type: 'STATUS', ticket: '99999' }], two).last)).toEqual(['status.not_found']);
  });

  it('goes on with the report after the state was said', () => {
    expect(keys(talk([syncing, { type: 'STATUS', ticket: '40713' }], two).last)).toEqual(['status.is.open', 'status.due', 'kind.confirm.sync']);
  });

  it('adds words and files to the ticket that is meant', () => {
    const { last, state } = talk([{ type: 'FOLLOWUP', ticket: '51234', text: 'agora também o outro' }], two);
    expect(last).toEqual([{ type: 'addToTicket', number: '51234', text: 'agora também o outro' }, { type: 'say', key: 'followup.added', vars: { number: '51234' } }, { type: 'end', outcome: 'done' }]);
    expect(state).toBe('ended');
    expect(keys(talk([syncing, { type: 'FOLLOWUP', ticket: '51234', text: '' }], two).last)).toEqual(['followup.added', 'kind.confirm.sync']);
  });

  const solved = { ...facts, tickets: [ticket('40713', 'resolved', { solution: 'Actualize a aplicação.' })] };
  it.each([[text('sim')], [pick('yes')], [text('já funciona', noIdea, { polite: 'thanks' })], [{ type: 'FOLLOWUP', ticket: '40713', text: 'sim, resolvido' } as const]])('closes a solved ticket on a yes: %j', (event) => {
    expect(only(talk([event], solved).all, 'rateTicket')).toEqual([{ type: 'rateTicket', number: '40713', solved: true }]);
  });

  it('opens it again on a no, with what is still wrong', () => {
    const out = talk([text('ainda não'), text('continua o erro ao enviar')], solved);
    expect(out.turns.map((each) => keys(each)[0])).toEqual(['followup.still', 'followup.reopened']);
    expect(out.all.slice(0, 1)).toEqual([{ type: 'rateTicket', number: '40713', solved: false }]);
    expect(only(out.last, 'addToTicket')).toEqual([{ type: 'addToTicket', number: '40713', text: 'continua o erro ao enviar' }]);
    expect(talk([text('ainda não consigo entrar na aplicação, diz erro')], solved).state).toBe('ended');
  });

  it('takes a new problem for a new one though a ticket is solved', () => {
    expect(talk([text('não consigo entrar', guess('login'))], solved).state).toBe('confirm');
  });
});

describe('phone', () => {
  const report: readonly Bare[] = [{ type: 'START' }, pick('report'), pick('technical')];

  it('greets in a sentence and files in few keys, with the number in writing', () => {
    const out = talk([...report, pick('sync'), pick('no'), { type: 'RECORDED', seconds: 9, hungUp: false }, { type: 'DIGITS', digits: '12' }, pick('one'), pick('yes')], caller);
    expect(out.turns.map((each) => keys(each).at(-1))).toEqual(['intake.menu', 'kind.category', 'kind.types', 'report.solved', 'report.describe', 'question.pending', 'report.impact', 'who.area', 'call.goodbye']);
    expect(keys(out.turns[0] ?? [])).toEqual(['call.greeting', 'intake.menu']);
    expect(only(out.last, 'writeTicket')).toEqual([{ type: 'writeTicket', number: '40713' }]);
    expect(out.last.at(-1)).toEqual({ type: 'end', outcome: 'ticket' });
  });

  it('reads long menus in pages of four with a fifth key for more', () => {
    const ids = (events: readonly Bare[]) => {
      const expected = only(talk(events, caller).last, 'ask')[0]?.expect;
      return expected?.kind === 'choice' ? expected.choices.map((each) => each.id) : [];
    };
    expect(ids(report)).toEqual(['login', 'sync', 'app_crash', 'form', 'more']);
    expect(ids([...report, pick('more')])).toEqual(['device', 'user_account', 'master_data', 'other', 'more']);
    expect(ids([...report, pick('more'), pick('more')])).toEqual(['login', 'sync', 'app_crash', 'form', 'more']);
  });

  it('lets the caller choose another district by key', () => {
    const { last } = talk([...report, pick('form'), { type: 'RECORDED', seconds: 5, hungUp: false }, pick('one'), pick('no'), pick('more'), pick('Mutarara')], caller);
    expect(only(last, 'openTicket')[0]?.draft.district).toBe('Mutarara');
  });

  it('asks a hidden caller for a number', () => {
    const out = talk([...report, pick('form'), { type: 'RECORDED', seconds: 5, hungUp: false }, pick('one'), pick('yes'), { type: 'DIGITS', digits: '841230001' }], { ...caller, phone: null });
    expect(keys(out.turns.at(-2) ?? []).at(-1)).toBe('who.number');
    expect(only(out.last, 'openTicket')[0]?.draft.answers['callback_number']).toBe('841230001');
    expect(only(out.last, 'writeTicket')).toEqual([]);
  });

  it('files and owes a call when the caller hangs up after saying something, and only then', () => {
    for (const gone of [{ type: 'HANGUP' }, { type: 'RECORDED', seconds: 5, hungUp: true }] as const) {
      const { last } = talk([...report, pick('form'), gone], caller);
      expect(only(last, 'openTicket')[0]?.draft).toMatchObject({ type: 'form', partial: true });
      expect(only(last, 'callback')).toEqual([{ type: 'callback', reason: 'hangup' }]);
    }
    expect(talk([{ type: 'START' }, { type: 'HANGUP' }], caller).last).toEqual([{ type: 'end', outcome: 'abandoned' }]);
  });

  it('counts silence and wrong keys apart; the third of either leads to a message and a call back', () => {
    const silence = { type: 'SILENCE' } as const;
    const wrong = { type: 'NOMATCH' } as const;
    expect(talk([{ type: 'START' }, silence, wrong, silence, wrong], caller).state).toBe('menu');
    const out = talk([{ type: 'START' }, silence, wrong, silence, silence, { type: 'RECORDED', seconds: 7, hungUp: false }], caller);
    expect(out.turns.map((each) => keys(each)[0])).toEqual(['call.greeting', 'call.silence', 'call.nomatch', 'call.silence_again', 'call.strikes', 'call.message_kept']);
    expect(only(out.last, 'callback')).toEqual([{ type: 'callback', reason: 'voicemail' }]);
    expect(out.last.at(-1)).toEqual({ type: 'end', outcome: 'voicemail' });
    expect(talk([{ type: 'START' }, silence, silence, silence, silence], caller).state).toBe('ended');
  });

  it('rings the desk when somebody is there, else takes a message', () => {
    const dialled = talk([{ type: 'START' }, pick('person')], caller);
    expect(dialled.last.map((each) => each.type)).toEqual(['say', 'dialDesk']);
    expect(talk([{ type: 'START' }, pick('person'), { type: 'DIALLED', reached: true }], caller).last.at(-1)).toEqual({ type: 'end', outcome: 'answered' });
    expect(keys(talk([{ type: 'START' }, pick('person'), { type: 'DIALLED', reached: false }], caller).last)).toEqual(['call.nobody', 'call.voicemail']);
    const closed = talk([{ type: 'START' }, { type: 'PERSON' }], { ...caller, ...night });
    expect(keys(closed.last)).toEqual(['call.closed', 'call.voicemail']);
    expect(keys(closed.turns[0] ?? [])).toEqual(['call.greeting', 'call.closed_now', 'intake.menu']);
  });

  it('says the contact for questions on the distribution and ends politely', () => {
    const out = talk([{ type: 'START' }, pick('nmcp'), pick('stock'), pick('yes'), pick('helped')], caller);
    expect(only(out.all, 'redirect')).toEqual([{ type: 'redirect', topic: 'stock', district: 'Moatize', text: '' }]);
    expect(out.last).toEqual([{ type: 'say', key: 'call.goodbye' }, { type: 'end', outcome: 'redirected' }]);
  });

  it('says the state of a ticket and asks for anything else', () => {
    const world = { ...caller, tickets: [ticket('40713', 'assigned')] };
    expect(keys(talk([{ type: 'START' }, pick('status')], world).last)).toEqual(['status.is.assigned', 'status.due', 'call.anything']);
    expect(talk([{ type: 'START' }, pick('status'), pick('finish')], world).last.at(-1)).toEqual({ type: 'end', outcome: 'status' });
  });
});

it('tells no promise that has passed', () => {
  const late = { ...facts, tickets: [ticket('40713', 'open', { dueAt: NOW - 1 })] };
  expect(keys(talk([{ type: 'STATUS', ticket: null }], late).last)).toEqual(['status.is.open']);
});
