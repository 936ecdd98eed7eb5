/** Every dialogue of test/transcripts in one go. */
import { transcriptSuite } from './support/transcript-suite.js';

transcriptSuite({ roundTrips: false });
