/** The dialogues of test/transcripts with the store closed and opened between any two steps; half of them. */
import { transcriptSuite } from './support/transcript-suite.js';

transcriptSuite({ roundTrips: true, part: 0, of: 2 });
