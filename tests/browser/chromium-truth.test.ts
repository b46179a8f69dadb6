import { testTruth } from './truth.ts';

testTruth('chromium');
