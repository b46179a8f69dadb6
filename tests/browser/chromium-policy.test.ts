import { testPolicy } from './policy.ts';

testPolicy('chromium');
