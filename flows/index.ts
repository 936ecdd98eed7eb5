/** The machines of the conversations, made for a catalogue. Called by conversation/step.ts, the content check and the diagrams. */
import type { AnyStateMachine } from 'xstate';
import { intake } from './intake.js';
import { ticketLife } from './ticket-life.js';
import type { Catalogue } from './types.js';

export interface Flow {
  readonly id: string;
  /** Raised when states or memory change so that stored conversations no longer fit. */
  readonly version: number;
  /** Where a stored conversation that no longer fits goes on, with its memory kept: send it any event there and it asks the next question. */
  readonly safeStep: string;
  readonly machine: AnyStateMachine;
}

export const machines = (catalogue: Catalogue): readonly Flow[] => [{ id: 'intake', version: 1, safeStep: 'start', machine: intake(catalogue) }];

/** What is drawn: the conversations, and the ticket's life, which nobody talks to. */
export const drawn = (catalogue: Catalogue): readonly { readonly id: string; readonly machine: AnyStateMachine }[] => [...machines(catalogue), { id: 'ticket-life', machine: ticketLife }];
