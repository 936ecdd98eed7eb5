/** The intake: one conversation from the first word to a ticket, a fix or the right contact; the same machine in chat and on the phone. Made by index.ts. */
import { anytime } from './anytime.js';
import { ask } from './asks.js';
import { end, fileForPerson, fileReport, goodbye } from './filing.js';
import { menuChoices, kindStates } from './kind.js';
import { act, chose, kit, say, when } from './kit.js';
import type { Done } from './kit.js';
import { carried, entryOf, fresh, onCall } from './memory.js';
import type { Memory } from './memory.js';
import { choices } from './menus.js';
import { phoneStates } from './phone.js';
import { ourCall, ourStates } from './ours.js';
import { redirected, redirectStates } from './redirect.js';
import { gotIt, languageSaid, onlyGreeting, onlyThanks, openAgain, unreadable } from './replies.js';
import { knownStates } from './known.js';
import { reportStates } from './report.js';
import { satisfiedStates } from './satisfied.js';
import { firstWordRates, followUpAlone, followUps, solvedStates } from './solved.js';
import { afterStatus, statusStates } from './status.js';
import { presumed } from './presumed.js';
import { nextStep, STEPS } from './steps.js';
import type { Catalogue, Effect, Facts } from './types.js';
import { whoStates } from './who.js';
import { topicIn } from './words.js';

/** Greets by name where known, and says what the phase of the campaign means for the person. */
function greeting(facts: Facts): Effect[] {
  const phase: Effect[] = facts.phase === 'campaign' ? [] : [say(`greeting.phase.${facts.phase}`)];
  if (onCall(facts)) return [say('call.greeting'), ...phase, ...(facts.open || facts.opensAt === null ? [] : [say('call.closed_now', { opensAt: facts.opensAt })])];
  return [facts.who.known && facts.who.name !== null ? say('greeting.hello_name', { name: facts.who.name }) : say('greeting.hello'), ...phase];
}

const greets = act((_memory, { facts }): Done => ({ effects: greeting(facts) }));

/** Before the first word. Has no entry: the first event brings the facts. */
function start(catalogue: Catalogue) {
  return kit.createStateConfig({
    on: {
      START: [ourCall, { target: 'next', actions: greets }],
      CHOICE: [...firstWordRates, ...menuChoices(catalogue), { target: 'next', actions: greets }],
      TEXT: [
        ...firstWordRates,
        { guard: onlyThanks, target: 'ended', actions: act((): Done => ({ effects: [say('anytime.welcome'), end('done')] })) },
        { guard: onlyGreeting, target: 'next', actions: greets },
        ...afterStatus('', (event) => (event.type === 'TEXT' ? event.ticket : null), (_memory, event) => event.type === 'TEXT' && event.ticket !== null && !event.guess.sure),
      ],
      FOLLOWUP: [followUpAlone, ...followUps().map((each) => ('target' in each ? { ...each, target: each.target.slice(1) } : each))],
      DIGITS: { target: 'next', actions: greets }, UNKNOWN: { target: 'next', actions: act<'UNKNOWN'>((_memory, event) => ({ effects: [unreadable(event)] })) },
      SILENCE: { target: 'next', actions: greets }, NOMATCH: { target: 'next', actions: greets }, REPEAT: { target: 'next', actions: greets },
      SKIP: { target: 'next', actions: greets }, REMIND: { target: 'next' }, MENU: { target: 'next', actions: greets }, BACK: { target: 'next', actions: greets },
      DIALLED: { target: 'next', actions: greets },
      RECORDED: {
        guard: when<'RECORDED'>('still on the line', (_memory, event) => !event.hungUp), target: 'next',
        actions: act<'RECORDED'>((_memory, event): Done => ({ set: { files: event.seconds > 0 ? 1 : 0 }, effects: greeting(event.facts) })),
      },
      HELP: { target: 'next', actions: act(() => ({ effects: [say('anytime.help')] })) },
      LANGUAGE: { target: 'next', actions: act((_memory, event): Done => ({ effects: languageSaid(event) })) },
    },
  });
}

/** Works out what comes next and goes there; never stays. */
function next(catalogue: Catalogue) {
  const to = (is: string) => when(is, (memory) => memory.step === is);
  const hasSecond = ({ context }: { context: Memory }): boolean => context.step === 'file' && context.second !== null && context.second.type !== context.type && catalogue.types[context.second.type]?.route === 'helpdesk';
  const quiet = ['redirect', 'handover', 'file'];
  return kit.createStateConfig({
    entry: kit.assign(({ context: memory, event: { facts } }): Partial<Memory> => {
      const topic = memory.topic ?? (entryOf(catalogue, memory.type)?.route === 'nmcp' && memory.text !== '' ? topicIn(memory.text, catalogue.programmaticTopics) : null);
      const plain = presumed(memory, catalogue);
      const now = { ...memory, ...plain, topic, unknown: memory.unknown ?? !facts.who.known };
      const step = nextStep(now, facts, catalogue);
      return { ...plain, topic, ticket: null, unknown: now.unknown, step, page: step === memory.step ? memory.page : 0 };
    }),
    always: [
      { guard: to('redirect'), target: 'redirected', actions: act((memory, { facts }) => redirected(memory, facts)) },
      { guard: to('handover'), target: 'ended', actions: act((memory, { facts }): Done => ({ effects: [...fileForPerson(memory, facts, 'person'), goodbye(facts), end('ticket')] })) },
      { guard: hasSecond, target: 'second', actions: act((memory, { facts }): Done => ({ set: { ...carried(memory), second: memory.second, ticket: facts.nextTicket }, effects: fileReport(memory, facts, catalogue) })) },
      { guard: to('file'), target: 'ended', actions: act((memory, { facts }): Done => ({ effects: [...fileReport(memory, facts, catalogue), goodbye(facts), end('ticket')] })) },
      ...STEPS.filter((step) => !quiet.includes(step)).map((step) => ({ guard: to(step), target: step })),
      { target: 'menu' },
    ],
  });
}

const over = { target: 'ended', actions: act((_memory, { facts }): Done => ({ effects: [goodbye(facts), end('ticket')] })) };

/** The first problem is filed: the other one that was spoken of. */
function second() {
  return kit.createStateConfig({
    entry: act((memory): Done => ({ effects: [ask('report.second', choices('yes', 'no'), { type: memory.second?.type ?? 'general' })] })),
    on: {
      CHOICE: [
        {
          guard: chose('yes'), target: 'next',
          actions: act((memory): Done => ({
            set: { ...carried(memory), purpose: 'report', confirmed: true, ...(memory.second === null ? {} : { type: memory.second.type, text: memory.second.text }) },
          })),
        },
        { guard: chose('no'), ...over },
      ],
      TEXT: { guard: when<'TEXT'>('thanks', (_memory, event) => event.polite === 'thanks'), ...over },
      MEDIA: {
        actions: act<'MEDIA'>((memory, event): Done => ({
          effects: [{ type: 'addToTicket', number: memory.ticket ?? '', text: event.caption.trim() === '' ? null : event.caption }, gotIt(event.kind), ...openAgain(memory)],
        })),
      },
      HANGUP: { target: 'ended', actions: act((): Done => ({ effects: [end('ticket')] })) },
      SILENCE: over, NOMATCH: over, CANCEL: over, SKIP: over, EXPIRE: over, BACK: over,
    },
  });
}

export function intake(catalogue: Catalogue) {
  return kit.createMachine({
    id: 'intake',
    context: fresh,
    initial: 'start',
    on: anytime(catalogue),
    states: {
      start: start(catalogue),
      next: next(catalogue),
      ...kindStates(catalogue), ...knownStates(catalogue), ...reportStates(catalogue), ...whoStates(catalogue), ...redirectStates(catalogue), ...statusStates, ...solvedStates, ...phoneStates, ...ourStates, ...satisfiedStates,
      second: second(),
      ended: { type: 'final' },
    },
  });
}
