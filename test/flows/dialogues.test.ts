/** Dialogues through the intake: what a person notices, in chat and on the phone. */
import { describe, expect, it } from '@jest/globals';
import { intake } from '../../flows/intake.js';
import { catalogue, caller, facts, guess, keys, night, only, pick, play, stranger, text, ticket, unsure } from './world.js';

const machine = intake(catalogue);
const talk = (...args: [Parameters<typeof play>[1], Parameters<typeof play>[2]?]) => play(machine, ...args);

describe('intake in chat', () => {
  it('greets by name and shows the main menu', () => {
    const { last } = talk([{ type: 'START' }]);
    expect(keys(last)).toEqual(['greeting.hello_name', 'intake.menu']);
  });

  it('goes from a sure fault over the known fix and the questions to a ticket with its number', () => {
    const out = talk([text('não consigo sincronizar', guess('sync')), pick('yes'), pick('no'), text('desde ontem'), { type: 'DIGITS', digits: '12' }, pick('team'), pick('yes')]);
    expect(out.turns.map((each) => keys(each).at(-1))).toEqual(['kind.confirm.sync', 'report.solved', 'question.since', 'question.pending', 'report.impact', 'report.summary_impact', 'closing.campaign']);
    expect(only(out.all, 'openTicket')[0]?.draft).toMatchObject({ type: 'sync', text: 'não consigo sincronizar', answers: { since: 'desde ontem', pending: '12' }, impact: 'team', district: 'Moatize', partial: false, status: 'open' });
    expect(only(out.all, 'sayNumber')[0]?.number).toBe('40713');
    expect(only(out.all, 'faq').map((each) => each.outcome)).toEqual(['shown', 'unsolved']);
    expect(out.state).toBe('ended');
  });
});
void [caller, facts, night, stranger, ticket, unsure];
