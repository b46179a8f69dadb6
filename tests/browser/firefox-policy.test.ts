import { testPolicy } from './policy.ts';

testPolicy('firefox');
